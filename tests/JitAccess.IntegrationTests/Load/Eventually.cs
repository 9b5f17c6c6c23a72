namespace JitAccess.IntegrationTests.Load;

/// <summary>Waits for what a server does in its own time, and fails if it never does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task ShouldBeAsync(Func<Task<long>> read, long expected, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        long value;
        while ((value = await read()) != expected && TimeProvider.System.GetElapsedTime(began) < Patience)
            await Task.Delay(Pause, cancellationToken);
        value.ShouldBe(expected);
    }
}
