namespace JitAccess.Internal.Rotation;

/// <summary>Says whether the opens of a database announce that they are about to read its user name.</summary>
/// <remarks>
/// An announcement costs an open a sixth of its time, and only a change of the name needs it: they begin ahead of one, by more than an open can
/// lie between the question whether to announce and the read, and go on for a while, so that changes that follow each other wait for nothing.
/// </remarks>
internal sealed class Announcements : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly Func<bool> _mayEnd;
    private readonly ITimer _seconds;
    private Task _heard = Task.CompletedTask; // nobody opens anything before the first change can come
    private bool _areMade = true;
    private bool _isChanging;
    private long _changedAt;

    /// <param name="mayEnd">Says, some time after a change, whether no other is to be expected that nobody announces.</param>
    /// <param name="timeProvider">The clock.</param>
    public Announcements(Func<bool> mayEnd, TimeProvider timeProvider)
    {
        (_mayEnd, _timeProvider, _changedAt) = (mayEnd, timeProvider, timeProvider.GetTimestamp());

        // It outlives whoever builds the database, and must not keep that one's context alive.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
            _seconds = timeProvider.CreateTimer(static state => ((Announcements)state!).Tick(), this, Second, Second);
    }

    /// <summary>Happens every second.</summary>
    public event Action? Ticked;

    public bool AreMade => Volatile.Read(ref _areMade);

    /// <summary>Has opens announce themselves, and waits until none is under way that did not.</summary>
    /// <param name="patience">How long the change may wait for that.</param>
    /// <param name="hurry">Ends the wait.</param>
    public async Task BeginAsync(TimeSpan patience, CancellationToken hurry)
    {
        Task heard;
        lock (_gate)
        {
            _isChanging = true;
            if (!_areMade)
            {
                Volatile.Write(ref _areMade, true);
                _heard = Task.Delay(RotationEpoch.LongestHalt, _timeProvider, CancellationToken.None);
            }

            heard = _heard;
        }

        if (patience > RotationEpoch.LongestHalt)
            patience = RotationEpoch.LongestHalt;
        if (patience > TimeSpan.Zero)
            await heard.WaitAsync(patience, _timeProvider, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The name has changed, or does not: opens announce themselves a while longer.</summary>
    public void EndLater()
    {
        lock (_gate)
            (_isChanging, _changedAt) = (false, _timeProvider.GetTimestamp());
    }

    public void Dispose() => _seconds.Dispose();

    private void Tick()
    {
        Ticked?.Invoke();
        lock (_gate)
            if (_areMade && !_isChanging && _timeProvider.GetElapsedTime(_changedAt) >= Linger && _mayEnd())
                Volatile.Write(ref _areMade, false);
    }
}
