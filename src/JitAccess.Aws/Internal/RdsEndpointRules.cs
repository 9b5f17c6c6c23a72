namespace JitAccess.Aws.Internal;

/// <summary>Decides whether, and for which region, a token can be signed for an endpoint.</summary>
/// <param name="flavor">Which of the candidates asks.</param>
/// <param name="configuredRegion">The region that was set; it wins over the host's.</param>
internal sealed class RdsEndpointRules(RdsIamFlavor flavor, string? configuredRegion)
{
    /// <summary>Returns whether TLS at such an endpoint presents a certificate of Amazon RDS' own roots.</summary>
    public static bool HasRdsCertificate(AwsDatabaseEndpointKind kind) => kind is AwsDatabaseEndpointKind.Instance
        or AwsDatabaseEndpointKind.AuroraWriter or AwsDatabaseEndpointKind.AuroraReader or AwsDatabaseEndpointKind.AuroraCustom
        or AwsDatabaseEndpointKind.ShardGroup or AwsDatabaseEndpointKind.GlobalCluster;

    /// <exception cref="JitProviderException">No token for this endpoint would be accepted.</exception>
    public string GetRegion(JitCredentialRequest request)
    {
        var endpoint = AwsDatabaseEndpoint.Parse(request.Endpoint.Host);
        var database = $"{JitDatabaseOptions.SectionName}:{request.DatabaseName}";
        var problem = endpoint.Kind switch
        {
            AwsDatabaseEndpointKind.Dsql =>
                "is an Aurora DSQL cluster, which takes DSQL tokens and no RDS tokens. Call UseDsql() for it.",
            AwsDatabaseEndpointKind.LoadBalancer =>
                "is a load balancer; RDS accepts tokens for its own name only. Map it to the database behind it with "
                + $"{database}:TokenEndpoints (Connect: '{request.Endpoint}', Token: 'host:port of the database').",
            _ when flavor.AuroraOnly && !endpoint.MayBeAurora =>
                "is no endpoint of an Aurora cluster. For RDS Proxy or plain RDS use UseRdsIam(); for a tunnel or an own DNS name that "
                + $"leads to Aurora, map it with {database}:TokenEndpoints (Connect: '{request.Endpoint}', Token: 'host:port of the cluster').",
            _ when (configuredRegion ?? endpoint.Region) is not null => null,
            AwsDatabaseEndpointKind.GlobalCluster =>
                $"is a global database, whose name has no region. Set {database}:{flavor.CandidateName}:Region to the region "
                + "of its primary cluster.",
            _ =>
                "is no name of an AWS database, so that it has no region and RDS would refuse a token for it. If it leads to RDS (a "
                + $"tunnel, an own DNS name), map it with {database}:TokenEndpoints (Connect: '{request.Endpoint}', Token: 'host:port of the "
                + "database'). "
                + $"If tokens are to be signed for the name as it is, set {database}:{flavor.CandidateName}:Region.",
        };
        return problem is null
            ? configuredRegion ?? endpoint.Region!
            : throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"No IAM token can be signed for database '{request.DatabaseName}': '{request.Endpoint}' {problem}");
    }
}
