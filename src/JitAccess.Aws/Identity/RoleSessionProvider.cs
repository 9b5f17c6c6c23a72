using System.Runtime.CompilerServices;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Identity;

/// <summary>Lets the refresh engine look after the sessions of a role as it does after database tokens.</summary>
internal sealed class RoleSessionProvider(RoleSessionIssuer issuer) : IJitCredentialProvider
{
    // Beside the credentials and gone with them: a credential is a name and a secret, and a session has more to it.
    private readonly ConditionalWeakTable<JitCredential, AwsSigningCredentials> _sessions = [];

    public JitProviderIdentity Identity => issuer.Identity;

    public JitCredentialScope Scope => JitCredentialScope.PerDatabase;

    public bool RotatesUserName => true;

    public async ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var session = await issuer.IssueAsync(cancellationToken).ConfigureAwait(false);
        var credential = new JitCredential(session.AccessKeyId, session.SecretKey, request.RequestedAt, session.ExpiresAt!.Value);
        _sessions.Add(credential, session);
        return credential;
    }

    /// <summary>Returns the session that a credential of this provider stands for.</summary>
    public AwsSigningCredentials SessionOf(JitCredential credential) =>
        _sessions.TryGetValue(credential, out var session) ? session : throw new ArgumentException("It is another provider's.", nameof(credential));
}
