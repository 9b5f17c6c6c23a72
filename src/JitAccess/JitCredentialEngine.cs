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
    private readonly JitCredentialRequest _target;
    private readonly JitRefreshOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<double> _randomizer;
    private readonly IssuerLimits _limits;
    private readonly JitAccessMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ILogger _audit;
    private readonly Budget _forced = new(burst: 2, TimeSpan.FromSeconds(5)); // refreshes that refused logins force
    private readonly MintLimit _mints = new();
    private readonly CancellationTokenSource _disposing = new();

    // Readers look at the fields below without a lock; every change of them is made under it, so that each change decides on the latest state.
    private readonly Lock _gate = new();
    private JitCredentialSnapshot? _snapshot;
    private RefreshFlight? _flight;
    private RefreshFailure? _failure;
    private long _generation;
    private bool _disposed;
    private int _unfinished; // refreshes, up to their last word to the listeners

    /// <summary>Initializes an engine; it asks for nothing until it is read.</summary>
    /// <param name="provider">What mints.</param>
    /// <param name="target">What is minted for; the engine sets time and reason itself.</param>
    /// <param name="options">When to refresh; <see langword="null"/> for the defaults. They are copied: later changes have no effect.</param>
    /// <param name="runtime">Clock, chance, logs and meters; <see langword="null"/> for the defaults.</param>
    public JitCredentialEngine(
        IJitCredentialProvider provider, JitCredentialRequest target, JitRefreshOptions? options = null, JitRuntime? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(target);
        runtime ??= new JitRuntime();
        Provider = provider;
        Key = new JitCredentialKey(
            target.DatabaseName, provider.Identity, target.UserName, provider.Scope == JitCredentialScope.PerEndpoint ? target.Endpoint : null);
        Tags = new MetricTags(Key);
        _target = target;
        _options = options?.Copy() ?? new JitRefreshOptions();
        _time = runtime.TimeProvider;
        _randomizer = runtime.Randomizer;
        _limits = runtime.LimitsAt(Key.Identity);
        _metrics = runtime.Metrics;
        _logger = runtime.LoggerFactory.CreateLogger<JitCredentialEngine>();
        _audit = runtime.LoggerFactory.CreateLogger(JitAccessDiagnostics.AuditCategory);
        _metrics.Add(this);
    }

    /// <summary>Gets which credential is served.</summary>
    public JitCredentialKey Key { get; }

    /// <summary>Gets what mints.</summary>
    public IJitCredentialProvider Provider { get; }

    /// <summary>Gets a value indicating whether refreshes are left out of traces.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DisableTracing { get; init; }

    /// <summary>Gets a value indicating whether this engine is left out of metrics.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DisableMetrics
    {
        get => Tags.AreOff;
        init => Tags.AreOff = value;
    }

    /// <summary>Gets what is held at this moment, expired or not; reading it starts nothing.</summary>
    public JitCredentialSnapshot? Current => Volatile.Read(ref _snapshot);

    internal MetricTags Tags { get; }

    internal double? SecondsToExpiry => Current?.TimeToExpiry(Now()).TotalSeconds;

    internal bool IsDisposed => Volatile.Read(ref _disposed);

    /// <summary>Gets a task that ends with the refresh in progress, and never fails.</summary>
    internal Task RefreshInProgress => Volatile.Read(ref _flight)?.Completion ?? Task.CompletedTask;

    /// <summary>Gets a value indicating whether no refresh has anything left to do: its listeners are told after <see cref="RefreshInProgress"/>,
    /// and only the refresh itself knows when they have been.</summary>
    internal bool IsQuiet => Volatile.Read(ref _unfinished) == 0;

    /// <summary>Says whether a credential has ended, on the clock of the wall or on that which nobody sets.</summary>
    /// <param name="snapshot">A credential of this engine, served or replaced.</param>
    public bool HasEnded(JitCredentialSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.IsExpired(Now());
    }

    /// <summary>Returns the state of the credential, for health checks and developers.</summary>
    public JitEngineStatus GetStatus()
    {
        var snapshot = Current;
        var failure = Volatile.Read(ref _failure);
        var state = snapshot?.StateAt(Now()) ?? JitEngineState.Empty;
        return new JitEngineStatus(
            Key,
            state,
            snapshot?.IsRejected ?? false,
            snapshot?.Generation ?? 0,
            snapshot?.IssuedAt,
            snapshot?.ExpiresAt,
            failure?.Failures ?? 0,
            (state is JitEngineState.Empty or JitEngineState.Expired ? failure?.AnswerUntil : failure?.BackoffUntil)?.At);
    }

    /// <summary>Ends the refresh in progress and waits for it; every later read throws <see cref="ObjectDisposedException"/>.</summary>
    /// <remarks>The lease that is held is not revoked; one that arrives too late to be held is.</remarks>
    public async ValueTask DisposeAsync()
    {
        bool first;
        lock (_gate)
        {
            first = !_disposed;
            Volatile.Write(ref _disposed, true); // no refresh can begin after this
        }

        if (first)
        {
            _metrics.Remove(this);
            await CancelQuietlyAsync(_disposing).ConfigureAwait(false);
            Notify();
        }

        await RefreshInProgress.ConfigureAwait(false);
        await DiscardedAsync().ConfigureAwait(false);
    }

    private static async Task CancelQuietlyAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // What a provider registered on its token threw; the flight ends all the same.
        }
    }

    private Moment Now() => Moment.Now(_time);

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);
}
