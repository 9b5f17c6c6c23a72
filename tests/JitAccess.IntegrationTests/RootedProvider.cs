using System.Security.Cryptography.X509Certificates;

namespace JitAccess.IntegrationTests;

/// <summary>A provider that says which authority may vouch for its server, as that of RDS does.</summary>
internal sealed class RootedProvider(IJitCredentialProvider inner, string rootCertificatePath) : IJitCredentialProvider
{
    public JitProviderIdentity Identity => inner.Identity;

    public JitCredentialScope Scope => inner.Scope;

    public bool RotatesUserName => inner.RotatesUserName;

    public JitPasswordExchange PasswordExchange => inner.PasswordExchange;

    public X509Certificate2Collection GetTrustRoots(string host)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(rootCertificatePath);
        return roots;
    }

    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken) =>
        inner.GetCredentialAsync(request, cancellationToken);
}
