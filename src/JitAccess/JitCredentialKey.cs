namespace JitAccess;

/// <summary>Names one engine: everything that changes which credential is minted.</summary>
/// <param name="DatabaseName">The name under which the database is registered; an engine belongs to one database.</param>
/// <param name="Identity">Who mints, and as whom.</param>
/// <param name="UserName">The user to log in as, or <see langword="null"/> where the issuer chooses the name.</param>
/// <param name="Endpoint">The endpoint, where the provider's scope is <see cref="JitCredentialScope.PerEndpoint"/>.</param>
public sealed record JitCredentialKey(string DatabaseName, JitProviderIdentity Identity, string? UserName, JitEndpoint? Endpoint)
{
    /// <summary>Returns database, provider and endpoint, as shown in logs and errors.</summary>
    public override string ToString() =>
        Endpoint is { } endpoint ? $"{DatabaseName} ({Identity.ProviderName}, {endpoint})" : $"{DatabaseName} ({Identity.ProviderName})";
}
