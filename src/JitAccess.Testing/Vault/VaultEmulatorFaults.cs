using JitAccess.Testing.Internal.Http;
using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>What can go wrong with a server. All of it may be changed while requests are under way.</summary>
public sealed class VaultEmulatorFaults
{
    private readonly TimeProvider _time;
    private readonly BackgroundWork _work;
    private readonly LostAnswers<VaultEmulatorRequest> _lost = new();
    private readonly Lock _gate = new();
    private bool _isDown;

    internal VaultEmulatorFaults(TimeProvider time, BackgroundWork work)
    {
        _time = time;
        _work = work;
    }

    /// <summary>Gets a value indicating whether the server is sealed.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>Gets or sets the server's part in a cluster.</summary>
    public VaultEmulatorStandby Standby { get; set; }

    /// <summary>Gets or sets where redirects of a standby lead: to the active node, or to one that is gone.</summary>
    /// <value>The default is <see langword="null"/>: here.</value>
    public Uri? LeaderAddress { get; set; }

    /// <summary>Gets or sets the status that <c>sys/health</c> answers with, such as 473 for a performance standby.</summary>
    /// <value>The default is <see langword="null"/>: what is true.</value>
    public int? HealthStatus { get; set; }

    /// <summary>Gets or sets the quota of requests.</summary>
    /// <value>The default is <see langword="null"/>: none. Setting it again starts a new interval.</value>
    public VaultEmulatorRateLimit? RateLimit
    {
        get;
        set
        {
            field = value;
            Quota = value is null ? null : new RateWindow(value, _time);
        }
    }

    /// <summary>Gets or sets the status that every request is refused with, unexecuted; 502 to 504 with a proxy's body, which is not JSON.</summary>
    /// <value>The default is <see langword="null"/>: none is refused.</value>
    public int? RefusesWith { get; set; }

    /// <summary>Gets or sets how long a request waits before it is executed.</summary>
    public TimeSpan RequestDelay { get; set; }

    /// <summary>Gets or sets how long an answer waits after its request has been executed.</summary>
    public TimeSpan AnswerDelay { get; set; }

    internal RateWindow? Quota { get; private set; }

    internal bool IsDown
    {
        get => _isDown;
        set
        {
            lock (_gate)
            {
                _isDown = value;
                _work.Pause(_isDown || IsSealed);
            }
        }
    }

    /// <summary>Seals the server: everything is answered with 503, and nothing is revoked until it is unsealed.</summary>
    public void Seal() => SetSealed(true);

    /// <summary>Unseals the server; what has expired meanwhile is revoked.</summary>
    public void Unseal() => SetSealed(false);

    /// <summary>Loses answers: requests are executed, then their connections break.</summary>
    /// <param name="count">How many answers.</param>
    /// <param name="which">Which requests; the default is all. Their status is known by then.</param>
    public void LoseAnswers(int count, Func<VaultEmulatorRequest, bool>? which = null) => _lost.Lose(count, which);

    internal bool TakesAnswer(VaultEmulatorRequest request) => _lost.Takes(request);

    internal Task WaitAsync(TimeSpan delay) => delay > TimeSpan.Zero ? Task.Delay(delay, _time, _work.Stopping) : Task.CompletedTask;

    private void SetSealed(bool isSealed)
    {
        lock (_gate)
        {
            IsSealed = isSealed;
            _work.Pause(_isDown || isSealed);
        }
    }
}
