using System.Diagnostics;
using JitAccess.Diagnostics;
using JitAccess.Refresh;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Serves one credential and refreshes it: one provider call at a time, in the background, long before the credential ends.</summary>
/// <remarks>
/// A credential passes four zones by the wall clock: fresh (returned), advisory (returned, a refresh begins), mandatory (a reader waits for the
/// refresh, briefly), expired (never returned). The zones scale with its life. A refresh belongs to no reader: cancelling a reader abandons its
/// wait and nothing else. The engine has no timer; <see cref="JitRefreshScheduler"/> wakes the engines that are in use.
/// </remarks>
[DebuggerDisplay("{Key}")]
public sealed partial class JitCredentialEngine : IAsyncDisposable
{
    private static readonly TimeSpan MandatoryWait = TimeSpan.FromSeconds(2);

    private readonly JitCredentialRequest _target;
    private readonly JitRefreshOptions _options;
    private readonly JitRuntime _runtime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ILogger _audit;
    private readonly ForcedRefreshBudget _forced;
    private readonly MintLimit _mints = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _gate = new();

    private JitCredentialSnapshot? _snapshot;
    private RefreshFlight? _flight;
    private RefreshFailure? _failure;
    private long _lastRead; // a timestamp of TimeProvider; 0 for never
    private int _disposed;

    /// <summary>Initializes an engine; it asks for nothing until it is read.</summary>
    /// <param name="provider">What mints.</param>
    /// <param name="target">What is minted for; the engine sets time and reason itself.</param>
    /// <param name="options">When to refresh; <see langword="null"/> for the defaults.</param>
    /// <param name="runtime">Clock, chance, logs and meters; <see langword="null"/> for the defaults.</param>
    public JitCredentialEngine(
        IJitCredentialProvider provider, JitCredentialRequest target, JitRefreshOptions? options = null, JitRuntime? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(target);
        Provider = provider;
        _target = target;
        _options = options ?? new JitRefreshOptions();
        _runtime = runtime ?? new JitRuntime();
        _time = _runtime.TimeProvider;
        _logger = _runtime.LoggerFactory.CreateLogger<JitCredentialEngine>();
        _audit = _runtime.LoggerFactory.CreateLogger(JitAccessDiagnostics.AuditCategory);
        _forced = new ForcedRefreshBudget(_time);
        Key = new JitCredentialKey(
            target.DatabaseName, provider.Identity, target.UserName, provider.Scope == JitCredentialScope.PerEndpoint ? target.Endpoint : null);
        Tags = new MetricTags(Key);
        _runtime.Metrics.Add(this);
    }

    /// <summary>Gets which credential is served.</summary>
    public JitCredentialKey Key { get; }

    /// <summary>Gets what mints.</summary>
    public IJitCredentialProvider Provider { get; }

    /// <summary>Gets what is held at this moment, expired or not; reading it starts nothing.</summary>
    public JitCredentialSnapshot? Current => Volatile.Read(ref _snapshot);

    internal MetricTags Tags { get; }

    internal double? SecondsToExpiry => Current is { } snapshot ? (snapshot.ExpiresAt - Now(snapshot)).TotalSeconds : null;

    /// <summary>Returns the state of the credential, for health checks and developers.</summary>
    public JitEngineStatus GetStatus()
    {
        var snapshot = Current;
        var failure = Volatile.Read(ref _failure);
        return new JitEngineStatus(
            Key,
            snapshot is null ? JitEngineState.Empty : Zone(snapshot, Now(snapshot)),
            snapshot?.IsRejected ?? false,
            snapshot?.Generation ?? 0,
            snapshot?.IssuedAt,
            snapshot?.ExpiresAt,
            failure?.Failures ?? 0,
            failure is null ? null : snapshot?.NextAttemptAt ?? failure.RetryAt);
    }

    /// <summary>Ends the refresh in progress and waits for it; every later read throws <see cref="ObjectDisposedException"/>. Nothing is revoked.</summary>
    public async ValueTask DisposeAsync()
    {
        RefreshFlight? flight;
        bool first;
        lock (_gate)
        {
            flight = _flight; // under the lock: none can begin after this
            first = Interlocked.Exchange(ref _disposed, 1) == 0;
        }

        if (first)
        {
            _runtime.Metrics.Remove(this);
            await _disposing.CancelAsync().ConfigureAwait(false);
        }

        if (flight is not null)
            await flight.Completion.ConfigureAwait(false);
        _disposing.Dispose();
    }

    private static JitEngineState Zone(JitCredentialSnapshot snapshot, DateTimeOffset now) =>
        now >= snapshot.ExpiresAt ? JitEngineState.Expired
        : now >= snapshot.MandatoryAt ? JitEngineState.Mandatory
        : now >= snapshot.RefreshAt || now >= snapshot.RotateAt ? JitEngineState.Advisory
        : JitEngineState.Fresh;

    /// <summary>
    /// The wall clock, but never less than the monotonic clock allows: a wall clock set back must not extend a credential, and the monotonic
    /// clock alone would, because it may stand still while the machine sleeps.
    /// </summary>
    private DateTimeOffset Now(JitCredentialSnapshot snapshot)
    {
        var wall = _time.GetUtcNow();
        var monotonic = snapshot.IssuedAt + _time.GetElapsedTime(snapshot.IssuedTimestamp);
        return wall > monotonic ? wall : monotonic;
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
}
