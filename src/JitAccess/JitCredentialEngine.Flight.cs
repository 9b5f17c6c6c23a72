using System.Diagnostics;
using JitAccess.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    private const int PlacesPerIssuer = 16;

    /// <summary>Begins a refresh in the background where one is due; the scheduler's way in.</summary>
    public void StartRefresh()
    {
        if (Volatile.Read(ref _disposed) != 0)
            return;

        var snapshot = Current;
        var zone = snapshot is null ? JitEngineState.Empty : Zone(snapshot, Now(snapshot));
        switch (zone)
        {
            case JitEngineState.Fresh:
                return;
            case JitEngineState.Empty or JitEngineState.Expired:
                if (Volatile.Read(ref _failure) is not { } failure || _time.GetUtcNow() >= failure.RetryAt)
                    TryStart(JitRefreshReason.Initial);
                return;
            default:
                TryStart(ReasonFor(snapshot!, zone));
                return;
        }
    }

    private static JitRefreshReason ReasonFor(JitCredentialSnapshot snapshot, JitEngineState zone) =>
        snapshot.IsRejected ? JitRefreshReason.Invalidated
        : zone == JitEngineState.Advisory ? JitRefreshReason.Advisory
        : JitRefreshReason.Mandatory;

    /// <summary>Joins the flight in progress, or begins one unless failures say to wait.</summary>
    private RefreshFlight? TryStart(JitRefreshReason reason)
    {
        if (Volatile.Read(ref _flight) is { } flight)
            return flight;
        if (Current is { } snapshot && Now(snapshot) < snapshot.NextAttemptAt)
            return null;
        if (reason == JitRefreshReason.Invalidated && !_forced.TryTake())
            return null;

        try
        {
            return GetOrStart(reason);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private RefreshFlight GetOrStart(JitRefreshReason reason)
    {
        RefreshFlight flight;
        lock (_gate)
        {
            ThrowIfDisposed();
            if (_flight is { } inProgress)
                return inProgress;
            _flight = flight = new RefreshFlight(reason, Activity.Current?.Context ?? default);
        }

        // Outside the lock and without the starter's context: a provider that runs synchronously must not hold the lock, and nothing of
        // the starter (activity, culture, request scope) may live on in a refresh that serves everybody.
        if (ExecutionContext.IsFlowSuppressed())
            _ = Task.Run(() => FlyAsync(flight));
        else
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(() => FlyAsync(flight));
        return flight;
    }

    /// <summary>Runs a refresh to its end. It never throws: what went wrong is in the flight.</summary>
    private async Task FlyAsync(RefreshFlight flight)
    {
        Exception? error = null;
        using var activity = JitAccessDiagnostics.Source.StartActivity(
            ActivityKind.Client, default, name: "jitaccess.refresh", links: flight.Starter == default ? null : [new ActivityLink(flight.Starter)]);
        activity?.SetTag("jitaccess.provider", Key.Identity.ProviderName).SetTag("jitaccess.database", Key.DatabaseName);
        var started = _time.GetTimestamp();
        try
        {
            Publish(await ObtainAsync(flight.Reason).ConfigureAwait(false), flight.Reason);
        }
#pragma warning disable CA1031 // Whatever a provider throws is the outcome of this refresh and reaches the readers from here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error = e;
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().FullName);
            if (Volatile.Read(ref _disposed) == 0)
                Fail(e, flight.Reason);
        }

        _runtime.Metrics.Refreshed(Tags, flight.Reason, error is null, _time.GetElapsedTime(started));

        // Only itself: a waiter that comes late must not remove a newer flight.
        Interlocked.CompareExchange(ref _flight, null, flight);
        flight.Complete(error);
    }

    /// <summary>Asks the provider, again after transient failures, within the flight's own time.</summary>
    private async Task<JitCredentialSnapshot> ObtainAsync(JitRefreshReason reason)
    {
        using var timeout = new CancellationTokenSource(FlightTimeout(), _time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _disposing.Token);
        var places = _runtime.IssuerPlaces.GetOrAdd(Key.Identity, static _ => new SemaphoreSlim(PlacesPerIssuer));
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                await places.WaitAsync(cancellation.Token).ConfigureAwait(false);
                TimeSpan pause;
                try
                {
                    return await AttemptAsync(reason, cancellation.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (attempt <= _options.TransientRetries && IsTransient(e) && !cancellation.IsCancellationRequested)
                {
                    pause = (e as JitProviderException)?.RetryAfter ?? Backoff.WithinFlight(attempt, _runtime.Randomizer());
                    if (pause >= FlightTimeout())
                        throw; // the issuer asked for more patience than a flight has
                }
                finally
                {
                    places.Release();
                }

                await Task.Delay(pause, _time, cancellation.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !_disposing.IsCancellationRequested)
        {
            throw new TimeoutException($"{Key.Identity.ProviderName} did not answer within {FlightTimeout().TotalSeconds:F1} s.", e);
        }
    }

    private async Task<JitCredentialSnapshot> AttemptAsync(JitRefreshReason reason, CancellationToken cancellationToken)
    {
        var request = _target with { RequestedAt = _time.GetUtcNow(), Reason = reason };
        var timestamp = _time.GetTimestamp();
        return Provider is IJitLeaseProvider leases && Current is { Credential.Lease: not null } held && Now(held) < held.ExpiresAt
            ? await KeepOrReplaceAsync(leases, held, request, timestamp, cancellationToken).ConfigureAwait(false)
            : await MintAsync(request, timestamp, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JitCredentialSnapshot> MintAsync(JitCredentialRequest request, long timestamp, CancellationToken cancellationToken)
    {
        if (Provider is IJitLeaseProvider)
            _mints.ThrowIfExceeded(request.RequestedAt);
        var credential = await CallAsync(Provider.GetCredentialAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (credential.Lease is not null)
            _mints.Minted(request.RequestedAt);

        var snapshot = Plan(credential, (Current?.Generation ?? 0) + 1, request.RequestedAt, timestamp);
        AuditLog.CredentialMinted(
            _audit, Key.DatabaseName, credential.UserName, Key.Identity.ProviderName, Key.Endpoint, credential.Id, request.Reason, snapshot.ExpiresAt);
        return snapshot;
    }

    /// <summary>A provider that ignores its token can't hold the flight; what it throws later is observed.</summary>
    private static async Task<T> CallAsync<T>(ValueTask<T> call, CancellationToken cancellationToken)
    {
        if (call.IsCompleted)
            return await call.ConfigureAwait(false);

        var task = call.AsTask();
        _ = task.ContinueWith(
            static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan FlightTimeout()
    {
        var early = Current is { } snapshot ? RefreshWindows.Advisory(snapshot.Lifetime) : _options.FlightTimeout;
        return early < _options.FlightTimeout ? early : _options.FlightTimeout;
    }

    private static bool IsTransient(Exception e) => e is JitProviderException provider
        ? provider.Kind == JitProviderErrorKind.Transient
        : e is not (ObjectDisposedException or ArgumentException or NotSupportedException or OperationCanceledException);
}
