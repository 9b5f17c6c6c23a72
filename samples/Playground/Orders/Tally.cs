namespace Playground.Orders;

/// <summary>Counts what was served and what failed.</summary>
internal sealed class Tally(CancellationToken interruption)
{
    // Ctrl-C reaches the service too, and may reach it first: what it then refuses is no failure.
    private static readonly TimeSpan InterruptionDelay = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _userNames = [];
    private int _orders;
    private int _failed;

    public int Orders => Volatile.Read(ref _orders);

    public int Failed => Volatile.Read(ref _failed);

    public int Credentials { get; private set; }

    public int UserNames => _userNames.Count;

    public void Serve() => Interlocked.Increment(ref _orders);

    public async Task FailAsync(string what, Exception reason)
    {
        await Task.Delay(InterruptionDelay, interruption).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (interruption.IsCancellationRequested)
            return;
        Interlocked.Increment(ref _failed);
        Console.Error.WriteLine($"{what} failed: {reason.Message}");
    }

    public void Note(Credential credential)
    {
        Credentials++;
        if (credential.UserName is { } userName)
            _userNames.Add(userName);
    }
}
