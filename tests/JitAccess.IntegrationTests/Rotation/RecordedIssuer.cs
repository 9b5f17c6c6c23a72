using System.Security.Cryptography;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Makes the users of a recording server; their names are the same at every server, their secrets never.</summary>
internal sealed class RecordedIssuer(RecordingPostgres server) : IJitLeaseProvider
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private int _minted;
    private int _revoked;

    public JitProviderIdentity Identity { get; } = new("recorded");

    public JitCredentialScope Scope => JitCredentialScope.PerDatabase;

    public bool RotatesUserName => true;

    /// <summary>Gets how the secret is asked for: so that the server sees what it is given, and not only a proof of it.</summary>
    public JitPasswordExchange PasswordExchange => JitPasswordExchange.ClearTextInsideTls;

    public int Minted => Volatile.Read(ref _minted);

    public int Revoked => Volatile.Read(ref _revoked);

    public static string NameOf(int number) => $"v-orders-{number}";

    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var (name, secret) = (NameOf(Interlocked.Increment(ref _minted)), Convert.ToHexString(RandomNumberGenerator.GetBytes(12)));
        server.CreateUser(name, secret);
        return ValueTask.FromResult(Issue(name, secret, request));
    }

    public ValueTask<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Issue(credential.UserName, credential.RevealSecret(), request));

    public ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        server.DropUser(credential.UserName);
        Interlocked.Increment(ref _revoked);
        return ValueTask.CompletedTask;
    }

    private static JitCredential Issue(string name, string secret, JitCredentialRequest request) => new(
        name, secret, request.RequestedAt, request.RequestedAt + Life,
        new JitCredentialLease($"recorded/{name}", isRenewable: true, request.RequestedAt + (24 * Life)));
}
