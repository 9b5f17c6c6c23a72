using System.Diagnostics;

namespace JitAccess.Vault.Sessions;

/// <summary>A token, how long it lives, and what depends on it. A lease ends with the token that created it, whatever its own life.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class VaultSession(string token, SessionLife life, bool isOwn, bool isBatch) : IDisposable
{
    private readonly HashSet<string> _leases = new(StringComparer.Ordinal);
    private readonly TimeSpan? _first = life.Granted;
    private SessionLife _life = life;
    private bool _isDead;
    private int _users;

    /// <summary>Gets what lets one renewal run at a time.</summary>
    public SemaphoreSlim RenewalGate { get; } = new(1);

    /// <summary>Gets a value indicating whether we logged in for it; others' tokens are never revoked.</summary>
    public bool IsOwn => isOwn;

    /// <summary>Gets a value indicating whether it is one that can be neither renewed nor revoked.</summary>
    public bool IsBatch => isBatch;

    public SessionLife Life => Volatile.Read(ref _life);

    public bool IsKnownDead => Volatile.Read(ref _isDead);

    public string RevealToken() => token;

    public bool IsToken(string other) => string.Equals(token, other, StringComparison.Ordinal);

    public bool IsDead(TimeSpan now) => IsKnownDead || Life.End <= now;

    /// <summary>Says whether what is left is so little, and so final, that a new lease deserves a new login.</summary>
    public bool IsSpent(TimeSpan now) => IsDead(now) || (_first is { } first && Life.HardEnd - now < first / 2);

    public void MarkDead() => Volatile.Write(ref _isDead, true);

    public void Renewed(TimeSpan since, TimeSpan? granted, bool isRenewable) =>
        Volatile.Write(ref _life, Life.Renewed(since, granted, isRenewable, _first));

    public void CannotBeRenewed() => Volatile.Write(ref _life, Life with { IsRenewable = false });

    // The rest is called under the lock of VaultSessions, which decides on all sessions at once.
    public void Enter() => _users++;

    public void Exit() => _users--;

    public bool IsIdle => _users == 0 && _leases.Count == 0;

    public bool HoldsOther(string leaseId) => _leases.Count > (_leases.Contains(leaseId) ? 1 : 0);

    public void AddLease(string leaseId) => _leases.Add(leaseId);

    public bool RemoveLease(string leaseId) => _leases.Remove(leaseId);

    public void Dispose() => RenewalGate.Dispose();

    public override string ToString() => $"VaultSession {{ IsOwn = {IsOwn}, Life = {Life} }}";
}
