using JitAccess.Aws.Internal;

namespace JitAccess.Aws.Tests.Internal;

public sealed class RdsEndpointRulesTests
{
    private const string Proxy = "p.proxy-abc123def456.eu-west-1.rds.amazonaws.com";
    private const string LoadBalancer = "my-nlb-1234.elb.us-east-2.amazonaws.com";

    [Theory]
    [InlineData("db1.abc123def456.eu-west-1.rds.amazonaws.com")]
    [InlineData("DB1.ABC123DEF456.EU-WEST-1.RDS.AMAZONAWS.COM.")]
    [InlineData(Proxy)]
    [InlineData("prod-instance.eu-west-1.rds.amazonaws.com")]
    public void GetRegion_HostTellsIt_IsThatOne(string host) => Region(RdsIamFlavor.Rds, null, host).ShouldBe("eu-west-1");

    [Theory]
    [InlineData("db1.abc123def456.eu-west-1.rds.amazonaws.com")]
    [InlineData("g.global-abc123def456.global.rds.amazonaws.com")]
    [InlineData("db.internal.example.com")]
    [InlineData("127.0.0.1")]
    public void GetRegion_Set_Wins(string host) => Region(RdsIamFlavor.Rds, "us-east-1", host).ShouldBe("us-east-1");

    [Fact]
    public void GetRegion_GlobalCluster_AsksForTheRegion()
    {
        var message = Refusal(RdsIamFlavor.Rds, null, "g.global-abc123def456.global.rds.amazonaws.com");

        message.ShouldContain("Set JitAccess:Databases:orders:RdsIam:Region to the region of its primary cluster");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("us-east-2")]
    public void GetRegion_LoadBalancer_AsksForTheTokenEndpoint(string? region)
    {
        var message = Refusal(RdsIamFlavor.Rds, region, LoadBalancer);

        message.ShouldContain($"JitAccess:Databases:orders:TokenEndpoints (Connect: '{LoadBalancer}:5432'");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("10.1.2.3")]
    [InlineData("db.internal.example.com")]
    [InlineData("evil.rds.amazonaws.com.attacker.net")]
    public void GetRegion_OwnName_NamesBothOptions(string host)
    {
        var message = Refusal(RdsIamFlavor.Rds, null, host);

        message.ShouldContain("JitAccess:Databases:orders:TokenEndpoints");
        message.ShouldContain("JitAccess:Databases:orders:RdsIam:Region");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("us-east-1")]
    public void GetRegion_Dsql_IsRefused(string? region) =>
        Refusal(RdsIamFlavor.Rds, region, "foo.dsql.us-east-1.on.aws").ShouldContain("DSQL");

    [Theory]
    [InlineData("db1.abc123def456.eu-west-1.rds.amazonaws.com")]
    [InlineData("c.cluster-abc123def456.eu-west-1.rds.amazonaws.com")]
    [InlineData("c.cluster-ro-abc123def456.eu-west-1.rds.amazonaws.com")]
    [InlineData("c.cluster-custom-abc123def456.eu-west-1.rds.amazonaws.com")]
    [InlineData("c.shardgrp-abc123def456.eu-west-1.rds.amazonaws.com")]
    public void GetRegion_AuroraName_ServesAurora(string host) => Region(RdsIamFlavor.Aurora, null, host).ShouldBe("eu-west-1");

    [Fact]
    public void GetRegion_AuroraGlobalCluster_NamesAurorasOwnSection() =>
        Refusal(RdsIamFlavor.Aurora, null, "g.global-abc123def456.global.rds.amazonaws.com")
            .ShouldContain("JitAccess:Databases:orders:AuroraIam:Region");

    [Theory]
    [InlineData(Proxy)]
    [InlineData("ro.endpoint.proxy-abc123def456.eu-west-1.rds.amazonaws.com")]
    [InlineData("db.internal.example.com")]
    [InlineData("localhost")]
    public void GetRegion_NoAuroraName_SaysWhatToUseInstead(string host)
    {
        var message = Refusal(RdsIamFlavor.Aurora, "eu-west-1", host);

        message.ShouldContain("UseRdsIam()");
        message.ShouldContain("TokenEndpoints");
    }

    private static string Region(RdsIamFlavor flavor, string? configured, string host) =>
        new RdsEndpointRules(flavor, configured).GetRegion(Request(host));

    private static string Refusal(RdsIamFlavor flavor, string? configured, string host)
    {
        var error = Should.Throw<JitProviderException>(() => Region(flavor, configured, host));
        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldStartWith($"No IAM token can be signed for database 'orders': '{host}:5432' is");
        return error.Message;
    }

    private static JitCredentialRequest Request(string host) => new()
    {
        DatabaseName = "orders",
        Endpoint = new JitEndpoint(host, 5432),
        UserName = "orders_app",
    };
}
