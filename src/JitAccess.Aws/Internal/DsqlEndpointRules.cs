namespace JitAccess.Aws.Internal;

/// <summary>Decides whether, and for which region, a DSQL token can be signed.</summary>
/// <param name="configuredRegion">The region that was set; it wins over the host's.</param>
/// <param name="action">The only action that is allowed, or <see langword="null"/>.</param>
internal sealed class DsqlEndpointRules(string? configuredRegion, DsqlAction? action)
{
    private const string Admin = "admin";

    /// <exception cref="JitProviderException">No token for this endpoint would be accepted.</exception>
    public string GetRegion(JitCredentialRequest request)
    {
        var endpoint = AwsDatabaseEndpoint.Parse(request.Endpoint.Host);
        if (endpoint.Kind == AwsDatabaseEndpointKind.Dsql)
            return configuredRegion ?? endpoint.Region!;

        var database = $"{JitDatabaseOptions.SectionName}:{request.DatabaseName}";
        throw Misconfigured(
            request,
            endpoint.Kind == AwsDatabaseEndpointKind.Other
                ? "is no name of an Aurora DSQL cluster, which ends in '.on.aws'. If it leads to one (a tunnel, an own DNS name), map it with "
                  + $"{database}:TokenEndpoints (Connect: '{request.Endpoint}', Token: '{{cluster}}.dsql.{{region}}.on.aws:5432')."
                : $"is {Describe(endpoint.Kind)} and no Aurora DSQL cluster. Call UseRdsIam() or UseAuroraIam() for it instead of UseDsql().");
    }

    /// <exception cref="JitProviderException">The user needs another action than the one that is allowed.</exception>
    public void RequireAction(JitCredentialRequest request)
    {
        // The server compares the name exactly: "Admin" is a user like any other.
        var needed = request.UserName == Admin ? DsqlAction.DbConnectAdmin : DsqlAction.DbConnect;
        if (action is { } only && only != needed)
            throw Misconfigured(
                request,
                $"takes {needed} from user '{request.UserName}', but {JitDatabaseOptions.SectionName}:{request.DatabaseName}:"
                + $"{DsqlCredentialNames.Candidate}:{nameof(DsqlOptions.Action)} allows {only} only. "
                + (needed == DsqlAction.DbConnectAdmin
                    ? "Log in as a role of the application's own, or remove Action if it is meant to be administrator."
                    : $"{nameof(DsqlAction.DbConnectAdmin)} is for the user '{Admin}', in lower case; set Username to it, or remove Action."));
    }

    private static string Describe(AwsDatabaseEndpointKind kind) => kind switch
    {
        AwsDatabaseEndpointKind.LoadBalancer => "a load balancer",
        AwsDatabaseEndpointKind.Proxy or AwsDatabaseEndpointKind.ProxyEndpoint => "an RDS Proxy",
        AwsDatabaseEndpointKind.Instance => "an RDS or Aurora instance",
        _ => "an Aurora endpoint",
    };

    private static JitProviderException Misconfigured(JitCredentialRequest request, string problem) => new(
        JitProviderErrorKind.Misconfigured,
        $"No DSQL token can be signed for database '{request.DatabaseName}': '{request.Endpoint}' {problem}");
}
