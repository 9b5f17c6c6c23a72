using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Identity;

/// <summary>Asks for sessions of one role in one way; it knows nothing of caching, and every call asks anew.</summary>
/// <param name="identity">Which session.</param>
/// <param name="endpoint">Where it is asked for.</param>
internal abstract class RoleSessionIssuer(RoleSessionIdentity identity, Uri endpoint)
{
    public RoleSessionIdentity Identity { get; } = identity;

    public Uri Endpoint { get; } = endpoint;

    /// <summary>Asks for a session.</summary>
    /// <exception cref="JitProviderException">The issuer refused, or could not be reached.</exception>
    public abstract Task<AwsSigningCredentials> IssueAsync(CancellationToken cancellationToken);
}
