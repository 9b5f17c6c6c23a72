using System.Globalization;
using JitAccess.Internal;
using JitAccess.Refresh;
using static JitAccess.Refresh.Durations;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    private const long Never = long.MinValue;

    private static readonly TimeSpan MandatoryWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    private long _lastRead = Never; // ticks of Moment.Uptime
    private long _handedGeneration;

    /// <summary>Returns an unexpired credential; near its end it first waits for the refresh, at most 2 seconds.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; the refresh goes on.</param>
    /// <exception cref="JitCredentialException">There is no unexpired credential and none could be had.</exception>
    public ValueTask<JitCredentialSnapshot> GetCredentialAsync(CancellationToken cancellationToken = default) =>
        TryReadFresh() is { } fresh
            ? new ValueTask<JitCredentialSnapshot>(fresh)
            : ReadAsync(waitWhenMandatory: true, TimeSpan.Zero, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Returns an unexpired credential to somebody whose own work ends with it: where too little is left of it and its refresh has begun,
    /// it first waits for that, at most 2 seconds.</summary>
    /// <param name="minimumLifetime">What should be left of it; it may be less where no other can be had.</param>
    /// <param name="cancellationToken">Ends this caller's wait; the refresh goes on.</param>
    /// <exception cref="JitCredentialException">There is no unexpired credential and none could be had.</exception>
    public ValueTask<JitCredentialSnapshot> GetLastingCredentialAsync(TimeSpan minimumLifetime, CancellationToken cancellationToken = default) =>
        TryReadFresh() is { } fresh
            ? new ValueTask<JitCredentialSnapshot>(fresh)
            : ReadAsync(waitWhenMandatory: true, minimumLifetime, Timeout.InfiniteTimeSpan, cancellationToken);

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
            : ReadAsync(waitWhenMandatory: false, TimeSpan.Zero, maxWait, cancellationToken);

    /// <summary>Returns an unexpired credential; blocks where <see cref="ReadForOpenAsync"/> would wait.</summary>
    /// <param name="maxWait">The longest wait; less than the connection's own timeout.</param>
    /// <exception cref="JitCredentialException">There is no unexpired credential and none could be had in time.</exception>
    public JitCredentialSnapshot ReadForOpen(TimeSpan maxWait) => Block(ReadForOpenAsync(maxWait));

    /// <summary>The whole of most reads: no lock, no allocation, no flight.</summary>
    private JitCredentialSnapshot? TryReadFresh()
    {
        ThrowIfDisposed();
        var now = Now();
        Volatile.Write(ref _lastRead, now.Uptime.Ticks);
        return Volatile.Read(ref _snapshot) is { } snapshot && snapshot.StateAt(now) == JitEngineState.Fresh ? Hand(snapshot, "hit") : null;
    }

    private ValueTask<JitCredentialSnapshot> ReadAsync(
        bool waitWhenMandatory, TimeSpan minimumLifetime, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (maxWait != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThan(maxWait, TimeSpan.Zero);
        Deadline? until = maxWait == Timeout.InfiniteTimeSpan ? null : Now().In(Shorter(maxWait, MaxWait));

        if (Unexpired() is not { } snapshot)
            return WaitForFirstAsync(until, cancellationToken);
        var now = Now();
        if ((snapshot.StateAt(now) >= JitEngineState.Mandatory && (waitWhenMandatory || snapshot.IsRejected))
            || snapshot.TimeToExpiry(now) < minimumLifetime)
            return WaitForNextAsync(snapshot, until, cancellationToken);

        if (MayRefresh(snapshot))
            TryStart();
        return new ValueTask<JitCredentialSnapshot>(Hand(snapshot, "stale"));
    }

    /// <summary>There is something to fall back on: waits a little for something better.</summary>
    private async ValueTask<JitCredentialSnapshot> WaitForNextAsync(
        JitCredentialSnapshot held, Deadline? until, CancellationToken cancellationToken)
    {
        if ((MayRefresh(held) ? TryStart() : Volatile.Read(ref _flight)) is { } flight)
        {
            var now = Now();
            var wait = Shorter(MandatoryWait, held.TimeToExpiry(now));
            await WaitAsync(flight, until is { } end ? Shorter(wait, end.Left(now)) : wait, cancellationToken).ConfigureAwait(false);
        }

        // Decided after the wait: what was valid before it may have ended meanwhile.
        ThrowIfDisposed();
        if (Unexpired() is not { } latest)
            return await WaitForFirstAsync(until, cancellationToken).ConfigureAwait(false);
        return Hand(latest, latest.Issued != held.Issued ? "wait" : latest.IsRejected ? "rejected_fallback" : "stale");
    }

    /// <summary>There is nothing to fall back on: waits for a flight, or throws what the last one threw.</summary>
    private async ValueTask<JitCredentialSnapshot> WaitForFirstAsync(Deadline? until, CancellationToken cancellationToken)
    {
        while (true)
        {
            var flight = TryStart();
            if (flight is not null
                && !await WaitAsync(flight, until?.Left(Now()) ?? Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))
                throw Unavailable("was not there in time", Volatile.Read(ref _failure), underWay: true);

            // Decided after the wait, on the clock of now: neither a failure nor a race may let an expired credential out.
            ThrowIfDisposed();
            if (Unexpired() is { } snapshot)
                return Hand(snapshot, "wait");
            if ((flight is null ? Volatile.Read(ref _failure) : flight.Failure) is { } failure)
                throw Unavailable("could not be had", failure, underWay: false);

            // The flight succeeded, and what it brought has ended before this reader resumed: the machine slept. Ask again.
        }
    }

    private JitCredentialSnapshot? Unexpired() =>
        Volatile.Read(ref _snapshot) is { } snapshot && !snapshot.IsExpired(Now()) ? snapshot : null;

    /// <summary>Takes note of what a reader is given.</summary>
    private JitCredentialSnapshot Hand(JitCredentialSnapshot snapshot, string result)
    {
        if (Volatile.Read(ref _handedGeneration) != snapshot.Generation)
            Volatile.Write(ref _handedGeneration, snapshot.Generation);
        _metrics.Read(Tags, result);
        return snapshot;
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
            return flight.Completion.IsCompleted;
        }
    }

    private JitCredentialException Unavailable(string what, RefreshFailure? failure, bool underWay)
    {
        _metrics.Read(Tags, "error");
        var message = $"A credential for {Key} {what}. " + (failure is null
            ? "The issuer has not answered yet; check that it can be reached from here."
            : string.Create(CultureInfo.InvariantCulture,
                $"{failure.Failures} attempt(s) failed, the last with {failure.Error.GetType().Name}: {QuotedText.From(failure.Error.Message).TrimEnd('.')}.")
              + (underWay ? " An attempt is under way." : $" Next attempt at {failure.AnswerUntil.At:O}."));
        return new JitCredentialException(
            Key, message, failure?.Failures ?? 0, underWay ? null : failure?.AnswerUntil.At, failure?.Error);
    }

    private static JitCredentialSnapshot Block(ValueTask<JitCredentialSnapshot> read) =>
        read.IsCompletedSuccessfully ? read.GetAwaiter().GetResult() : read.AsTask().GetAwaiter().GetResult();
}
