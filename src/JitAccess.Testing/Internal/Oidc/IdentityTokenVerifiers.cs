using System.Collections.Concurrent;

namespace JitAccess.Testing.Internal.Oidc;

/// <summary>The verifiers of the issuers that somebody trusts, one each, so that keys are fetched once.</summary>
internal sealed class IdentityTokenVerifiers(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(Uri Issuer, string? Root), IdentityTokenVerifier> _verifiers = new();

    /// <summary>Returns the verifier of an issuer.</summary>
    /// <exception cref="ArgumentException">No key can come safely from there.</exception>
    public IdentityTokenVerifier Of(Uri issuer, string? rootPem) =>
        _verifiers.GetOrAdd((issuer, rootPem), static (key, clock) => new IdentityTokenVerifier(key.Issuer, key.Root, clock), time);

    public void Dispose()
    {
        foreach (var verifier in _verifiers.Values)
            verifier.Dispose();
    }
}
