using System.Text.RegularExpressions;

namespace JitAccess.Aws.Internal;

/// <summary>Reads the labels of AWS host names.</summary>
internal static partial class AwsHostName
{
    // The DNS suffixes of AWS' partitions. This list decides what is AWS' at all, so it is closed: a name that merely contains one of them
    // belongs to somebody else. Regions are not listed anywhere.
    private static readonly string[] Suffixes =
    [
        ".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".amazonaws.au", ".amazonaws.uk",
        ".c2s.ic.gov", ".sc2s.sgov.gov", ".csp.hci.ic.gov", ".cloud.adc-e.uk",
    ];

    private const string DsqlSuffix = ".on.aws";

    /// <summary>Returns kind and region of a lower-case name without a trailing dot.</summary>
    public static (AwsDatabaseEndpointKind Kind, string? Region) Classify(string host)
    {
        if (host.EndsWith(DsqlSuffix, StringComparison.Ordinal))
            return ClassifyDsql(host[..^DsqlSuffix.Length].Split('.'));

        var suffix = Array.Find(Suffixes, s => host.EndsWith(s, StringComparison.Ordinal));
        if (suffix is null)
            return default;

        var labels = host[..^suffix.Length].Split('.');
        if (Array.Exists(labels, l => l.Length == 0))
            return default;

        return labels switch
        {
            // Region first: the label before the service. GovCloud, China and the isolated partitions also put the service first.
            [.. var name, "global", "rds"] => ClassifyGlobal(name),
            [.. var name, var region, "rds" or "rds-fips"] when IsRegion(region) => ClassifyRds(name, region),
            [.. var name, "rds" or "rds-fips", var region] when IsRegion(region) => ClassifyRds(name, region),
            [_, .., "elb", var region] when IsRegion(region) => (AwsDatabaseEndpointKind.LoadBalancer, region),
            [_, .., var region, "elb"] when IsRegion(region) => (AwsDatabaseEndpointKind.LoadBalancer, region),
            _ => default,
        };
    }

    private static (AwsDatabaseEndpointKind, string?) ClassifyRds(string[] name, string region) => name switch
    {
        // "us-east-1.rds.amazonaws.com" is where the service's API answers.
        [] => default,
        [_, var label] => (KindOf(label), region),
        [_, "endpoint", var label] when label.StartsWith("proxy-", StringComparison.Ordinal) =>
            (AwsDatabaseEndpointKind.ProxyEndpoint, region),
        _ => (AwsDatabaseEndpointKind.Other, region),
    };

    private static (AwsDatabaseEndpointKind, string?) ClassifyGlobal(string[] name) =>
        name is [_, var label] && label.StartsWith("global-", StringComparison.Ordinal)
            ? (AwsDatabaseEndpointKind.GlobalCluster, null)
            : default;

    private static (AwsDatabaseEndpointKind, string?) ClassifyDsql(string[] labels) =>
        labels is [{ Length: > 0 }, var service, var region]
        && (service is "dsql" || service.StartsWith("dsql-", StringComparison.Ordinal)) && IsRegion(region)
            ? (AwsDatabaseEndpointKind.Dsql, region)
            : default;

    // The longer prefixes stand first: they begin like the shorter one.
    private static AwsDatabaseEndpointKind KindOf(string label) => label switch
    {
        _ when label.StartsWith("cluster-ro-", StringComparison.Ordinal) => AwsDatabaseEndpointKind.AuroraReader,
        _ when label.StartsWith("cluster-custom-", StringComparison.Ordinal) => AwsDatabaseEndpointKind.AuroraCustom,
        _ when label.StartsWith("cluster-", StringComparison.Ordinal) => AwsDatabaseEndpointKind.AuroraWriter,
        _ when label.StartsWith("proxy-", StringComparison.Ordinal) => AwsDatabaseEndpointKind.Proxy,
        _ when label.StartsWith("shardgrp-", StringComparison.Ordinal) => AwsDatabaseEndpointKind.ShardGroup,
        _ when label.Contains('-', StringComparison.Ordinal) => AwsDatabaseEndpointKind.Other,
        _ => AwsDatabaseEndpointKind.Instance,
    };

    private static bool IsRegion(string label) => RegionShape().IsMatch(label);

    [GeneratedRegex(@"^[a-z]{2,4}(-[a-z]+)+-\d+\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionShape();
}
