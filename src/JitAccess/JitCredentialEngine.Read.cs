using System.Globalization;
using JitAccess.Internal;
using JitAccess.Refresh;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    /// <summary>Returns an unexpired credential; near its end it first waits for the refresh, at most 2 seconds.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; the refresh goes on.</param>
    /// <exception cref="JitCredentialException">There is no unexpired credential and none could be had.</exception>
    public ValueTask<JitCredentialSnapshot> GetCredentialAsync(CancellationToken cancellationToken = default) =>
        TryReadFresh() is { } fresh
            ? new ValueTask<JitCredentialSnapshot>(fresh)
            : ReadAsync(waitWhenMandatory: true, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Returns an unexpired credential; blocks where <see cref="GetCredentialAsync"/> would wait.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; the refresh goes on.</param>
    /// <exception cref="JitCredentialException">There is no unexpired credential and none could be had.</exception>
    public JitCredentialSnapshot GetCredential(CancellationToken cancellationToken = default) => Block(GetCredentialAsync(cancellationToken));

    /// <summary>Returns an unexpired credential to a driver that holds a half-open connection: it waits only where there is none.</summary>
    /// <param name="maxWait">The longest wait; less than the connection's own timeout.</param>
    /// <param name="cancellationToken">Ends this caller's wait; the refresh goes on.</param>
    /// <remarks>After a refused login it waits for the forced refresh too, so that the next open is right.</remarks>
    /// <exception cref="JitCredentialException">There is no unexpired credential and none could be had in time.</exception>
    public ValueTask<JitCredentialSnapshot> ReadForOpenAsync(TimeSpan maxWait, CancellationToken cancellationToken = default) =>
        TryReadFresh() is { } fresh
            ? new ValueTask<JitCredentialSnapshot>(fresh)
            : ReadAsync(waitWhenMandatory: false, maxWait, cancellationToken);

    /// <summary>Returns an unexpired credential; blocks where <see cref="ReadForOpenAsync"/> would wait.</summary>
    /// <param name="maxWait">The longest wait; less than the connection's own timeout.</param>
    /// <exception cref="JitCredentialException">There is no unexpired credential and none could be had in time.</exception>
    public JitCredentialSnapshot ReadForOpen(TimeSpan maxWait) => Block(ReadForOpenAsync(maxWait));

    /// <summary>The whole of most reads: no lock, no allocation, no flight.</summary>
    private JitCredentialSnapshot? TryReadFresh()
    {
        ThrowIfDisposed();
        Volatile.Write(ref _lastRead, _time.GetTimestamp());
        if (Volatile.Read(ref _snapshot) is not { } snapshot || Zone(snapshot, Now(snapshot)) != JitEngineState.Fresh)
            return null;

        _runtime.Metrics.Read(Tags, "hit");
        return snapshot;
    }

    private ValueTask<JitCredentialSnapshot> ReadAsync(bool waitWhenMandatory, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _snapshot) is not { } snapshot)
            return WaitForFirstAsync(maxWait, cancellationToken);

        var now = Now(snapshot);
        switch (Zone(snapshot, now))
        {
            case JitEngineState.Expired:
                return WaitForFirstAsync(maxWait, cancellationToken);

            case JitEngineState.Mandatory when waitWhenMandatory || snapshot.IsRejected:
                var left = snapshot.ExpiresAt - now;
                var wait = left < MandatoryWait ? left : MandatoryWait;
                if (maxWait != Timeout.InfiniteTimeSpan && maxWait < wait)
                    wait = maxWait;
                return WaitForNextAsync(snapshot, wait, cancellationToken);

            case var zone:
                if (zone != JitEngineState.Fresh)
                    TryStart(ReasonFor(snapshot, zone));
                _runtime.Metrics.Read(Tags, zone == JitEngineState.Fresh ? "hit" : "stale");
                return new ValueTask<JitCredentialSnapshot>(snapshot);
        }
    }

    /// <summary>There is something to fall back on: waits a little for something better.</summary>
    private async ValueTask<JitCredentialSnapshot> WaitForNextAsync(
        JitCredentialSnapshot held, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (TryStart(ReasonFor(held, JitEngineState.Mandatory)) is { } flight)
            await WaitAsync(flight, wait, cancellationToken).ConfigureAwait(false);

        ThrowIfDisposed();
        if (Volatile.Read(ref _snapshot) is not { } latest || Zone(latest, Now(latest)) == JitEngineState.Expired)
            throw Unavailable("expired while its refresh was waited for");

        _runtime.Metrics.Read(Tags, latest.Generation != held.Generation ? "wait" : latest.IsRejected ? "rejected_fallback" : "stale");
        return latest;
    }

    /// <summary>There is nothing to fall back on: waits for a flight, or throws what the last one threw.</summary>
    private async ValueTask<JitCredentialSnapshot> WaitForFirstAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var inTime = true;
        if (Volatile.Read(ref _failure) is not { } failure || _time.GetUtcNow() >= failure.RetryAt || Volatile.Read(ref _flight) is not null)
            inTime = await WaitAsync(GetOrStart(JitRefreshReason.Initial), maxWait, cancellationToken).ConfigureAwait(false);

        // Decided after the wait, on the clock of now: neither a failure nor a race may let an expired credential out.
        ThrowIfDisposed();
        if (Volatile.Read(ref _snapshot) is { } snapshot && Zone(snapshot, Now(snapshot)) != JitEngineState.Expired)
        {
            _runtime.Metrics.Read(Tags, "wait");
            return snapshot;
        }

        _runtime.Metrics.Read(Tags, "error");
        throw Unavailable(inTime ? "could not be had" : $"was not there within {maxWait.TotalSeconds:F1} s");
    }

    /// <summary>Waits for a flight; the flight neither knows nor cares.</summary>
    private async Task<bool> WaitAsync(RefreshFlight flight, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await flight.Completion.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private JitCredentialException Unavailable(string what)
    {
        var failure = Volatile.Read(ref _failure);
        var next = Volatile.Read(ref _flight) is null ? failure?.RetryAt : null;
        var message = $"A credential for {Key} {what}. " + (failure is null
            ? "The issuer has not answered yet; check that it can be reached from here."
            : string.Create(CultureInfo.InvariantCulture,
                $"{failure.Failures} attempt(s) failed, the last with: {QuotedText.From(failure.Error.Message)}") +
              (next is { } at ? $" Next attempt at {at:O}." : " An attempt is under way."));
        return new JitCredentialException(Key, message, failure?.Failures ?? 0, next, failure?.Error);
    }

    private static JitCredentialSnapshot Block(ValueTask<JitCredentialSnapshot> read) =>
        read.IsCompletedSuccessfully ? read.GetAwaiter().GetResult() : read.AsTask().GetAwaiter().GetResult();
}
