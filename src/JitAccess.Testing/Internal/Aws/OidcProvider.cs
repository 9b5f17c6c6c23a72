using JitAccess.Testing.Internal.Oidc;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>An OpenID Connect provider of an account.</summary>
internal sealed record OidcProvider(string Arn, string Account, IReadOnlyList<string> ClientIds, IdentityTokenVerifier Verifier) : IDisposable
{
    public void Dispose() => Verifier.Dispose();
}
