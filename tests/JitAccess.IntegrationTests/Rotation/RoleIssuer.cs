using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Mints database users as Vault does: each credential is a new role of the real server, and revoking its lease drops it.</summary>
/// <remarks>Dropping a role does not end its sessions; they fail at their next statement, so a revocation that comes too early is seen.</remarks>
internal sealed class RoleIssuer(params IReadOnlyList<NpgsqlDataSource> administrators) : IJitLeaseProvider
{
    private readonly ConcurrentDictionary<string, bool> _live = new();
    private int _minted;
    private int _revoked;

    public JitProviderIdentity Identity { get; } = new("roles");

    public JitCredentialScope Scope => JitCredentialScope.PerDatabase;

    public bool RotatesUserName => true;

    public TimeSpan Life { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets a value indicating whether new users may log in.</summary>
    public bool MayLogIn { get; set; } = true;

    public int Minted => Volatile.Read(ref _minted);

    public int Revoked => Volatile.Read(ref _revoked);

    public IEnumerable<string> Live => _live.Keys;

    /// <summary>Gets or sets what happens before a revocation.</summary>
    public Func<string, Task> Revoking { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var name = $"v-orders-{Interlocked.Increment(ref _minted)}-{Guid.NewGuid():N}"[..40];
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
        await ExecuteAsync($"CREATE ROLE \"{name}\" {(MayLogIn ? "LOGIN" : "NOLOGIN")} PASSWORD '{password}'; GRANT orders_group TO \"{name}\"", cancellationToken);
        _live[name] = true;
        return new JitCredential(
            name, password, request.RequestedAt, request.RequestedAt + Life,
            new JitCredentialLease($"roles/{name}", isRenewable: true, request.RequestedAt + (24 * Life)));
    }

    public ValueTask<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken) => new(
        new JitCredential(
            credential.UserName, credential.RevealSecret(), request.RequestedAt, request.RequestedAt + Life, credential.Lease));

    public ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken) => new(_live.ContainsKey(credential.UserName));

    public async ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        await Revoking(credential.UserName);
        await ExecuteAsync($"DROP ROLE IF EXISTS \"{credential.UserName}\"", cancellationToken);
        _live.TryRemove(credential.UserName, out _);
        Interlocked.Increment(ref _revoked);
    }

    /// <summary>Drops every user behind the back of whoever uses it, as an operator who revokes all leases.</summary>
    public async Task DropAllAsync(CancellationToken cancellationToken)
    {
        foreach (var name in _live.Keys)
            if (_live.TryRemove(name, out _))
                await ExecuteAsync($"DROP ROLE IF EXISTS \"{name}\"", cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        foreach (var administrator in administrators)
        {
            await using var command = administrator.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
