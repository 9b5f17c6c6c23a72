namespace JitAccess.IntegrationTests.Rotation;

/// <summary>The system's time, which stands still at first: what is allowed so many times a second is not allowed more often on a slow machine.</summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private volatile bool _isReleased;

    public void Release() => _isReleased = true;

    public override DateTimeOffset GetUtcNow() => _isReleased ? System.GetUtcNow() : _start;
}
