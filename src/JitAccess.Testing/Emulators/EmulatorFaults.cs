using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing;

/// <summary>What can go wrong with a service. All of it may be changed while requests are under way.</summary>
public sealed class EmulatorFaults
{
    private readonly LostAnswers<EmulatorRequest> _lost = new();
    private readonly Lock _gate = new();
    private string? _throttledOperation;
    private int _toThrottle;

    internal EmulatorFaults()
    {
    }

    /// <summary>Gets or sets the status that every request is refused with, unexecuted, such as 500 or 503.</summary>
    /// <value>The default is <see langword="null"/>: none is refused.</value>
    public int? RefusesWith { get; set; }

    /// <summary>Gets or sets how long a request waits before it is executed, by the emulator's clock.</summary>
    public TimeSpan RequestDelay { get; set; }

    /// <summary>Gets or sets how long an answer waits after its request has been executed, by the emulator's clock.</summary>
    public TimeSpan AnswerDelay { get; set; }

    /// <summary>Refuses the next requests as beyond the rate limit, unexecuted, in the words of the service.</summary>
    /// <param name="count">How many; 0 ends it.</param>
    /// <param name="operation">Which operation; the default is all.</param>
    public void Throttle(int count, string? operation = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_gate)
        {
            _toThrottle = count;
            _throttledOperation = operation;
        }
    }

    /// <summary>Loses answers: requests are executed, then their connections break.</summary>
    /// <param name="count">How many answers.</param>
    /// <param name="which">Which requests; the default is all. Their status is known by then.</param>
    public void LoseAnswers(int count, Func<EmulatorRequest, bool>? which = null) => _lost.Lose(count, which);

    internal bool TakesAnswer(EmulatorRequest request) => _lost.Takes(request);

    internal bool Throttles(string operation)
    {
        lock (_gate)
        {
            if (_toThrottle == 0 || (_throttledOperation is not null && _throttledOperation != operation))
                return false;
            _toThrottle--;
            return true;
        }
    }
}
