using System.Collections.Concurrent;
using JitAccess.Testing;
using Npgsql;
using Playground.Board;
using Playground.Databases;
using Playground.Issuers;
using Playground.Orders;

namespace Playground.Page;

/// <summary>What the buttons do. Each press says in the event log what happened.</summary>
internal sealed class Controls(OrdersApiProcess service, Database database, Issuer issuer, LiveBoard board, Tally tally) : IAsyncDisposable
{
    public const string Rotate = "rotate";
    public const string Revoke = "revoke";
    public const string Fail = "fail";
    public const string Restart = "restart";

    // A token of 20 seconds bridges 3.8 (docs/observability.md), and the AWS SDK asks a container's endpoint again at 0.2, 0.6, 1.4 and 3 seconds.
    private static readonly TimeSpan OutageOnceNoticed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, byte> _busy = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private Task _outage = Task.CompletedTask;

    public IReadOnlyList<Control> All { get; } =
    [
        new(Rotate, "Rotate now", issuer.ChangesUserName
            ? "Replaces the database user; open transactions finish, then the old user is dropped."
            : "Replaces the token; open sessions stay."),
        new(Revoke, "Revoke", "Makes what was issued worthless and ends every session. Orders are refused until the service has another credential."),
        new(Fail, "Make the issuer fail", $"Nobody gets a credential until {OutageOnceNoticed.TotalSeconds:0} s after the first was asked for in vain."),
        .. database.CanRestart ? [new Control(Restart, "Restart PostgreSQL", "Ends every session. Requests that it cuts are sent again.")] : Array.Empty<Control>(),
    ];

    public async Task<Outcome> PressAsync(string name)
    {
        var refused = issuer.Refused;
        if (!_busy.TryAdd(name, 0))
            return new Outcome("That is still under way.", 409);
        try
        {
            board.Chronicle.Add(Kinds.You, $"You pressed “{All.Single(c => c.Name == name).Label}”.");
            var text = name switch
            {
                Rotate => await RotateAsync(),
                Revoke => await RevokeAsync(),
                Fail => BeginOutage(),
                _ => await RestartAsync(),
            };
            board.Chronicle.Add(Kinds.You, text);
            return new Outcome(text);
        }
        catch (Exception e) when (e is HttpRequestException or NpgsqlException or LocalPostgresException or OperationCanceledException)
        {
            // It may be back by the time that its refusal has arrived here.
            var text = issuer.IsDown || issuer.Refused != refused ? "It could not be done: the issuer is down. Nothing has changed." : $"It could not be done: {e.Message}";
            board.Chronicle.Add(Kinds.Warning, text);
            return new Outcome(text, 502);
        }
        finally
        {
            if (name != Fail)
                _busy.TryRemove(name, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _outage;
        _stopping.Dispose();
    }

    private async Task<string> RotateAsync()
    {
        await service.RotateAsync(_stopping.Token);
        return "The service has another credential and uses it for every login from now on.";
    }

    private async Task<string> RevokeAsync()
    {
        using var revocation = tally.Revocations.Begin();
        using var outage = tally.Outages.Begin();
        var issued = issuer.Issued; // before: the service may have another user by the time that Vault has answered
        var done = await issuer.RevokeAsync(_stopping.Token);
        var ended = await database.EndSessionsAsync();
        board.Chronicle.Add(Kinds.You, $"{done} PostgreSQL has ended {ended} sessions.");

        var limit = TimeProvider.System.GetTimestamp();
        long? back = null;
        while (back is null || !tally.HasServedSince(back.Value))
        {
            // A login that was under way has no session yet to be ended, and may serve an order: the service is back once it has something else.
            if (back is null && issuer.Issued > issued)
                back = tally.Begin();
            if (TimeProvider.System.GetElapsedTime(limit) > LongestRecovery)
                return "Orders are still refused.";
            await Task.Delay(Pause, _stopping.Token);
        }

        return "The service has another credential, and orders are served again.";
    }

    private string BeginOutage()
    {
        _outage = RunOutageAsync();
        return "The issuer answers nobody from now on.";
    }

    private async Task RunOutageAsync()
    {
        string text;
        using (tally.Outages.Begin())
        {
            var refused = issuer.Refused;
            issuer.IsDown = true;
            var began = TimeProvider.System.GetTimestamp();
            while (issuer.Refused == refused && TimeProvider.System.GetElapsedTime(began) < LongestOutage && !_stopping.IsCancellationRequested)
                await WaitAsync(Pause);
            if (issuer.Refused != refused)
                await WaitAsync(OutageOnceNoticed);
            issuer.IsDown = false;
            text = issuer.Refused == refused
                ? "The issuer answers again; nobody had asked it."
                : $"The issuer answers again; it was asked {issuer.Refused - refused} times in vain.";
        }

        _busy.TryRemove(Fail, out _); // before it is told: whoever reads it may press again
        board.Chronicle.Add(Kinds.You, text);

        Task WaitAsync(TimeSpan delay) => Task.Delay(delay, _stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private async Task<string> RestartAsync()
    {
        using var outage = tally.Outages.Begin();
        await database.RestartAsync(_stopping.Token);
        return "PostgreSQL is back; the pool opens new sessions.";
    }
}
