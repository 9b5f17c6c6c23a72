namespace JitAccess.Aws;

/// <summary>Says what a host name stands for at AWS.</summary>
public enum AwsDatabaseEndpointKind
{
    /// <summary>No name of an AWS database: an own DNS name, an address, <c>localhost</c>.</summary>
    Other,

    /// <summary>One instance, of RDS or of an Aurora cluster.</summary>
    Instance,

    /// <summary>The writer of an Aurora cluster or of a Multi-AZ DB cluster.</summary>
    AuroraWriter,

    /// <summary>The readers of an Aurora cluster or of a Multi-AZ DB cluster.</summary>
    AuroraReader,

    /// <summary>A custom endpoint of an Aurora cluster.</summary>
    AuroraCustom,

    /// <summary>A shard group of Aurora Limitless Database.</summary>
    ShardGroup,

    /// <summary>The default endpoint of an RDS Proxy.</summary>
    Proxy,

    /// <summary>A further endpoint of an RDS Proxy.</summary>
    ProxyEndpoint,

    /// <summary>The writer endpoint of an Aurora global database, whose name has no region.</summary>
    GlobalCluster,

    /// <summary>An Aurora DSQL cluster.</summary>
    Dsql,

    /// <summary>A load balancer; whichever database is behind it, it has another name.</summary>
    LoadBalancer,
}
