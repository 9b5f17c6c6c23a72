namespace JitAccess.Refresh;

/// <summary>Limits refreshes that refused logins force: two at once, then one every five seconds.</summary>
internal sealed class ForcedRefreshBudget(TimeProvider timeProvider)
{
    private const int Burst = 2;
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private double _tokens = Burst;
    private long _updated = timeProvider.GetTimestamp();

    public bool TryTake()
    {
        lock (_gate)
        {
            var now = timeProvider.GetTimestamp();
            _tokens = Math.Min(Burst, _tokens + (timeProvider.GetElapsedTime(_updated, now) / Period));
            _updated = now;
            if (_tokens < 1)
                return false;
            _tokens--;
            return true;
        }
    }
}
