using Microsoft.Extensions.Time.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>A clock of which a test may hear that it is read.</summary>
public sealed class WatchedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private Action? _beforeNextRead;

    /// <summary>Does something before the next read, once.</summary>
    public void BeforeNextRead(Action action) => _beforeNextRead = action;

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Exchange(ref _beforeNextRead, null)?.Invoke();
        return base.GetUtcNow();
    }
}
