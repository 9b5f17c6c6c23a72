using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Benchmarks.Rotation;

/// <summary>What it costs to change the user: against what is done by hand, at the same Vault and the same server.</summary>
/// <remarks>A user is left when every open that may have sent its name has had its time. JitAccess waits for that on a clock that is moved on
/// between the turns: a turn is neither measured beside what an earlier one has left to do, nor waits seconds for it.</remarks>
internal sealed class RotationSection : IBenchmarkSection
{
    private const int Contenders = 3;

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public string Id => "rotation";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        await using var server = await UsersServer.StartAsync();
        var table = new MarkdownTable("One rotation", "Median", "Ratio", "95 % interval");
        foreach (var sessions in (int[])[1, 20])
            foreach (var row in await MeasureAsync(server, sessions, rounds: quick ? 2 : 60))
                table.Add($"{row.Name}, {(sessions == 1 ? "1 idle session" : $"{sessions} idle sessions")}", Figures.Time(row.Nanoseconds), row.RatioText, row.IntervalText);

        var (logins, requests) = await CountAsync(server);
        return new SectionResult(
            table,
            [
                Check.Exactly("logins per rotation", logins, 2),
                Check.Exactly("requests to Vault per rotation", requests, 2),
                Check.Exactly("users left", await server.CountUsersAsync(), 0),
            ]);
    }

    private async Task<IReadOnlyList<Standing>> MeasureAsync(UsersServer server, int sessions, int rounds)
    {
        await using var byHand = new HandMadeRotation(server);
        await byHand.RotateAsync();
        await using var rotating = await server.CreateJitAccessAsync(_time);
        await using var opening = await server.CreateJitAccessAsync(_time);
        return await Interleaved.RunAsync(
            [
                new("by hand", _ => byHand.RotateAsync()) { PrepareAsync = () => PrepareAsync(() => byHand.DataSource!) },
                new("`RotateAsync`", _ => rotating.RotateAsync()) { PrepareAsync = () => PrepareAsync(() => rotating.DataSource) },
                new("`RotateAsync` and the next open", async _ =>
                {
                    await opening.RotateAsync();
                    await using var connection = await opening.DataSource.OpenConnectionAsync();
                }) { PrepareAsync = () => PrepareAsync(() => opening.DataSource) },
            ],
            rounds, operations: 1, warmUpRounds: Math.Min(rounds, 10));

        // Whoever was before has finished, and the pool holds what it is to hold.
        async Task PrepareAsync(Func<NpgsqlDataSource> dataSource)
        {
            await byHand.RevokeLeftAsync();
            await server.LeasesAsync(Contenders, MoveOn);
            var connections = await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => dataSource().OpenConnectionAsync().AsTask()));
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }

    /// <summary>Counts what one rotation asks of the server and of Vault, until the user before is gone.</summary>
    /// <remarks>Of a pool without sessions: as long as one is about to end, JitAccess looks again.</remarks>
    private async Task<(int Logins, int Requests)> CountAsync(UsersServer server)
    {
        await using var database = await server.CreateJitAccessAsync(_time);
        database.DataSource.Clear();
        await server.NoSessionsAsync();
        var (logins, requests) = (server.Logins, server.Vault.Requests.Count);
        await database.RotateAsync();
        await server.LeasesAsync(1, MoveOn);
        return (server.Logins - logins, server.Vault.Requests.Count - requests);
    }

    private void MoveOn() => _time.Advance(TimeSpan.FromSeconds(0.25));
}
