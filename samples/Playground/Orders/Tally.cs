using Playground.Board;

namespace Playground.Orders;

/// <summary>Counts what was served and what failed.</summary>
internal sealed class Tally(TimeProvider time, CancellationToken interruption)
{
    // Ctrl-C reaches the service too, and may reach it first: what it then refuses is no failure.
    private static readonly TimeSpan InterruptionDelay = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _userNames = [];
    private int _orders;
    private int _failed;
    private int _repeated;
    private int _refused;
    private long _newestServed;

    public int Orders => Volatile.Read(ref _orders);

    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Gets how many requests were sent again because the service said that its database is away.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    /// <summary>Gets how many orders failed because access had been revoked: what revoking is for.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public int Credentials { get; private set; }

    public int UserNames => _userNames.Count;

    /// <summary>Gets the times at which access was revoked.</summary>
    public Interruptions Revocations { get; } = new(time);

    /// <summary>Gets the times at which the issuer or the database was taken away.</summary>
    public Interruptions Outages { get; } = new(time);

    /// <summary>Gets or sets where failures are told, too.</summary>
    public Chronicle? Chronicle { get; set; }

    public long Begin() => time.GetTimestamp();

    public void Serve(long began)
    {
        Interlocked.Increment(ref _orders);
        for (var newest = Volatile.Read(ref _newestServed); newest < began;)
            newest = Interlocked.CompareExchange(ref _newestServed, began, newest) is var seen && seen == newest ? began : seen;
    }

    /// <summary>Says whether an order was served that began after <paramref name="moment"/>.</summary>
    public bool HasServedSince(long moment) => Volatile.Read(ref _newestServed) > moment;

    public void Repeat() => Interlocked.Increment(ref _repeated);

    public async Task FailAsync(string what, Exception reason, long began)
    {
        await Task.Delay(InterruptionDelay, interruption).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (interruption.IsCancellationRequested)
            return;
        if (Revocations.Explain(began))
        {
            Interlocked.Increment(ref _refused);
            return;
        }

        Interlocked.Increment(ref _failed);
        Chronicle?.Add(Kinds.Error, $"{what} failed: {reason.Message}");
        Console.Error.WriteLine($"{what} failed: {reason.Message}");
    }

    public void Note(Credential credential)
    {
        Credentials++;
        if (credential.UserName is { } userName)
            _userNames.Add(userName);
    }
}
