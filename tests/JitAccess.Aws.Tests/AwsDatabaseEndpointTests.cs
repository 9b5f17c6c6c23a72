namespace JitAccess.Aws.Tests;

public sealed class AwsDatabaseEndpointTests
{
    [Theory]
    [InlineData("db1.abc123def456.us-east-2.rds.amazonaws.com", AwsDatabaseEndpointKind.Instance, "us-east-2")]
    [InlineData("mycl.cluster-abc123def456.us-east-2.rds.amazonaws.com", AwsDatabaseEndpointKind.AuroraWriter, "us-east-2")]
    [InlineData("mycl.cluster-ro-abc123def456.us-east-2.rds.amazonaws.com", AwsDatabaseEndpointKind.AuroraReader, "us-east-2")]
    [InlineData("ep.cluster-custom-abc123def456.us-east-2.rds.amazonaws.com", AwsDatabaseEndpointKind.AuroraCustom, "us-east-2")]
    [InlineData("EP.CLUSTER-CUSTOM-ABC123DEF456.US-EAST-2.RDS.AMAZONAWS.COM", AwsDatabaseEndpointKind.AuroraCustom, "us-east-2")]
    [InlineData("px.proxy-abc123def456.us-east-2.rds.amazonaws.com", AwsDatabaseEndpointKind.Proxy, "us-east-2")]
    [InlineData("PX.PROXY-ABC123DEF456.us-east-2.rds.amazonaws.com", AwsDatabaseEndpointKind.Proxy, "us-east-2")]
    [InlineData("ro.endpoint.proxy-abc123def456.us-east-2.rds.amazonaws.com", AwsDatabaseEndpointKind.ProxyEndpoint, "us-east-2")]
    [InlineData("sg.shardgrp-abc123def456.us-east-2.rds.amazonaws.com", AwsDatabaseEndpointKind.ShardGroup, "us-east-2")]
    [InlineData("g.global-abc123def456.global.rds.amazonaws.com", AwsDatabaseEndpointKind.GlobalCluster, null)]
    [InlineData("mycl.cluster-abc123def456.rds.cn-northwest-1.amazonaws.com.cn", AwsDatabaseEndpointKind.AuroraWriter, "cn-northwest-1")]
    [InlineData("mycl.cluster-abc123def456.cn-northwest-1.rds.amazonaws.com.cn", AwsDatabaseEndpointKind.AuroraWriter, "cn-northwest-1")]
    [InlineData("db1.abc123def456.rds.cn-north-1.amazonaws.com.cn", AwsDatabaseEndpointKind.Instance, "cn-north-1")]
    [InlineData("mycl.cluster-abc123def456.us-gov-west-1.rds.amazonaws.com", AwsDatabaseEndpointKind.AuroraWriter, "us-gov-west-1")]
    [InlineData("mycl.cluster-abc123def456.rds.us-gov-west-1.amazonaws.com", AwsDatabaseEndpointKind.AuroraWriter, "us-gov-west-1")]
    [InlineData("mycl.cluster-abc123def456.us-gov-west-1.rds-fips.amazonaws.com", AwsDatabaseEndpointKind.AuroraWriter, "us-gov-west-1")]
    [InlineData("mycl.cluster-abc123def456.rds.us-iso-east-1.c2s.ic.gov", AwsDatabaseEndpointKind.AuroraWriter, "us-iso-east-1")]
    [InlineData("mycl.cluster-abc123def456.us-iso-east-1.rds.c2s.ic.gov", AwsDatabaseEndpointKind.AuroraWriter, "us-iso-east-1")]
    [InlineData("mycl.cluster-abc123def456.rds.us-isob-east-1.sc2s.sgov.gov", AwsDatabaseEndpointKind.AuroraWriter, "us-isob-east-1")]
    [InlineData("mycl.cluster-abc123def456.us-isob-east-1.rds.sc2s.sgov.gov", AwsDatabaseEndpointKind.AuroraWriter, "us-isob-east-1")]
    [InlineData("db1.abc123def456.us-isof-south-1.rds.csp.hci.ic.gov", AwsDatabaseEndpointKind.Instance, "us-isof-south-1")]
    [InlineData("db1.abc123def456.rds.eu-isoe-west-1.cloud.adc-e.uk", AwsDatabaseEndpointKind.Instance, "eu-isoe-west-1")]
    [InlineData("mycl.cluster-abc123def456.eusc-de-east-1.rds.amazonaws.eu", AwsDatabaseEndpointKind.AuroraWriter, "eusc-de-east-1")]
    [InlineData("MyCl.Cluster-ABC123DEF456.US-EAST-2.rds.amazonaws.com", AwsDatabaseEndpointKind.AuroraWriter, "us-east-2")]
    [InlineData("mycl.cluster-abc123def456.us-east-2.rds.amazonaws.com.", AwsDatabaseEndpointKind.AuroraWriter, "us-east-2")]
    [InlineData("db1.abc123def456.mx-central-9.rds.amazonaws.com", AwsDatabaseEndpointKind.Instance, "mx-central-9")]
    [InlineData("db1.abc123def456.ap-southeast-6.rds.amazonaws.com", AwsDatabaseEndpointKind.Instance, "ap-southeast-6")]
    [InlineData("my-db-1.abc123def456.eu-west-1.rds.amazonaws.com", AwsDatabaseEndpointKind.Instance, "eu-west-1")]
    [InlineData("us-east-1.abc123def456.eu-west-1.rds.amazonaws.com", AwsDatabaseEndpointKind.Instance, "eu-west-1")]
    [InlineData("rds.abc123def456.rds.cn-north-1.amazonaws.com.cn", AwsDatabaseEndpointKind.Instance, "cn-north-1")]
    [InlineData("db1-green-x1y2z3.abc123def456.eu-west-1.rds.amazonaws.com", AwsDatabaseEndpointKind.Instance, "eu-west-1")]
    [InlineData("foo0bar1baz2quux3quuux4xyz.dsql.us-east-1.on.aws", AwsDatabaseEndpointKind.Dsql, "us-east-1")]
    [InlineData("foo.dsql-fnh4.us-east-1.on.aws", AwsDatabaseEndpointKind.Dsql, "us-east-1")]
    [InlineData("my-nlb-1234.elb.us-east-2.amazonaws.com", AwsDatabaseEndpointKind.LoadBalancer, "us-east-2")]
    [InlineData("internal-lb-1234.us-east-2.elb.amazonaws.com", AwsDatabaseEndpointKind.LoadBalancer, "us-east-2")]
    [InlineData("db.internal.example.com", AwsDatabaseEndpointKind.Other, null)]
    [InlineData("localhost", AwsDatabaseEndpointKind.Other, null)]
    [InlineData("10.1.2.3", AwsDatabaseEndpointKind.Other, null)]
    [InlineData("::1", AwsDatabaseEndpointKind.Other, null)]
    public void Parse_Host_FindsKindAndRegion(string host, AwsDatabaseEndpointKind kind, string? region)
    {
        var endpoint = AwsDatabaseEndpoint.Parse(host);

        endpoint.Kind.ShouldBe(kind);
        endpoint.Region.ShouldBe(region);
        endpoint.Host.ShouldBe(host.ToLowerInvariant().TrimEnd('.'));
    }

    [Theory]
    [InlineData("evil.rds.amazonaws.com.attacker.net")]
    [InlineData("db1.abc123def456.us-east-2.rds.amazonaws.com.attacker.net")]
    [InlineData("db1.abc123def456.us-east-2.rds.evil-amazonaws.com")]
    [InlineData("db1.abc123def456.us-east-2.rdsamazonaws.com")]
    [InlineData("db1.abc123def456.us-east-2.rds.amazonaws.com..")]
    [InlineData("db1..us-east-2.rds.amazonaws.com")]
    [InlineData("db1.abc123def456.us-east-2.rds.amazonaws.com\n")]
    [InlineData("db1.abc123def456.us-east-2\n.rds.amazonaws.com")]
    [InlineData("db1.abc123def456.us-east-2.s3.amazonaws.com")]
    [InlineData("db1.abc123def456.useast2.rds.amazonaws.com")]
    [InlineData("db1.abc123def456.us-east-2a.rds.amazonaws.com")]
    [InlineData("db1.abc123def456.united-states-2.rds.amazonaws.com")]
    [InlineData("us-east-2.rds.amazonaws.com")]
    [InlineData("rds.us-east-2.amazonaws.com")]
    [InlineData("rds.amazonaws.com")]
    [InlineData(".rds.amazonaws.com")]
    [InlineData("amazonaws.com")]
    [InlineData("vpce-0a1b2c3d.rds.us-east-1.vpce.amazonaws.com")]
    [InlineData("g.cluster-abc123def456.global.rds.amazonaws.com")]
    [InlineData("a.b.dsql.us-east-1.on.aws")]
    [InlineData("foo.dsqlx.us-east-1.on.aws")]
    [InlineData("foo.dsql.us-east-1.on.aws.attacker.net")]
    [InlineData("dsql.us-east-1.on.aws")]
    public void Parse_NameThatOnlyLooksLikeOne_IsOtherWithoutRegion(string host)
    {
        var endpoint = AwsDatabaseEndpoint.Parse(host);

        endpoint.Kind.ShouldBe(AwsDatabaseEndpointKind.Other);
        endpoint.Region.ShouldBeNull();
    }

    [Theory]
    [InlineData("prod-instance.us-east-1.rds.amazonaws.com")]
    [InlineData("a.b.c.us-east-1.rds.amazonaws.com")]
    [InlineData("a.future-abc123def456.us-east-1.rds.amazonaws.com")]
    public void Parse_UnknownKindAtRds_StillHasItsRegion(string host)
    {
        var endpoint = AwsDatabaseEndpoint.Parse(host);

        endpoint.Kind.ShouldBe(AwsDatabaseEndpointKind.Other);
        endpoint.Region.ShouldBe("us-east-1");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Parse_Nothing_Throws(string host) => Should.Throw<ArgumentException>(() => AwsDatabaseEndpoint.Parse(host));
}
