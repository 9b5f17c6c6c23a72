namespace JitAccess.DocumentationTests.Generated;

/// <summary>Mints for one hour, and passes for a standing password, so that an engine measures all that it can.</summary>
internal sealed class IdleProvider : IJitCredentialProvider
{
    public JitProviderIdentity Identity { get; } = new("idle");

    public JitCredentialScope Scope => JitCredentialScope.PerDatabase;

    public bool RotatesUserName => false;

    public bool IsStanding => true;

    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken) =>
        new(new JitCredential(request.UserName!, Guid.NewGuid().ToString(), request.RequestedAt, request.RequestedAt.AddHours(1)));
}
