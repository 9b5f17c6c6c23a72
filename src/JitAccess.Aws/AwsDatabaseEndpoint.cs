using JitAccess.Aws.Internal;

namespace JitAccess.Aws;

/// <summary>What a host name says about a database at AWS.</summary>
/// <remarks>Kind and region come from the position and the shape of the name's labels, never from a list of regions: a region that opens
/// tomorrow is understood today.</remarks>
public sealed record AwsDatabaseEndpoint
{
    internal AwsDatabaseEndpoint(string host, AwsDatabaseEndpointKind kind, string? region)
    {
        Host = host;
        Kind = kind;
        Region = region;
    }

    /// <summary>Gets the host in lower case, without a trailing dot.</summary>
    public string Host { get; }

    /// <summary>Gets what the name stands for.</summary>
    public AwsDatabaseEndpointKind Kind { get; }

    /// <summary>Gets the region in the name, or <see langword="null"/> where it has none.</summary>
    public string? Region { get; }

    /// <summary>Gets a value indicating whether the name may belong to Aurora: its instances are named like any other instance.</summary>
    internal bool MayBeAurora => Kind is AwsDatabaseEndpointKind.AuroraWriter or AwsDatabaseEndpointKind.AuroraReader
        or AwsDatabaseEndpointKind.AuroraCustom or AwsDatabaseEndpointKind.ShardGroup or AwsDatabaseEndpointKind.GlobalCluster
        or AwsDatabaseEndpointKind.Instance;

    /// <summary>Reads a host name; any text is understood, if only as <see cref="AwsDatabaseEndpointKind.Other"/>.</summary>
    /// <param name="host">The host name or address, without port.</param>
    public static AwsDatabaseEndpoint Parse(string host)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        var normalised = host.ToLowerInvariant();
        if (normalised.EndsWith('.'))
            normalised = normalised[..^1];

        var (kind, region) = AwsHostName.Classify(normalised);
        return new AwsDatabaseEndpoint(normalised, kind, region);
    }
}
