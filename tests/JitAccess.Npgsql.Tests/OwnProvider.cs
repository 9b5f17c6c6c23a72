namespace JitAccess.Npgsql.Tests;

/// <summary>A provider as an application writes one, with a constructor that the container can call.</summary>
internal sealed class OwnProvider : IJitCredentialProvider
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public JitProviderIdentity Identity { get; init; } = new("own");

    public JitCredentialScope Scope { get; init; } = JitCredentialScope.PerEndpoint;

    public bool RotatesUserName => false;

    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return new(new JitCredential(request.UserName!, "own-secret", request.RequestedAt, request.RequestedAt.AddMinutes(15)));
    }
}
