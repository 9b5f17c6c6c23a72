using System.Security.Cryptography.X509Certificates;

namespace JitAccess.IntegrationTests;

/// <summary>A real provider with other traits than its own.</summary>
internal sealed class WrappedProvider(IJitCredentialProvider inner) : IJitCredentialProvider
{
    public JitProviderIdentity Identity => inner.Identity;

    public JitCredentialScope Scope => inner.Scope;

    public bool RotatesUserName => inner.RotatesUserName;

    public JitPasswordExchange PasswordExchange => inner.PasswordExchange;

    public bool IsStanding { get; init; }

    /// <summary>Gets the file with the authority that may vouch for the server, as that of RDS does.</summary>
    public string? RootCertificatePath { get; init; }

    public X509Certificate2Collection? GetTrustRoots(string host)
    {
        if (RootCertificatePath is null)
            return inner.GetTrustRoots(host);
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(RootCertificatePath);
        return roots;
    }

    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken) =>
        inner.GetCredentialAsync(request, cancellationToken);
}
