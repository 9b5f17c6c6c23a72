using Npgsql;

namespace JitAccess.Benchmarks.Opening;

/// <summary>Open and close, no command.</summary>
/// <param name="Name">Which way.</param>
/// <param name="RunAsync">Does it as often as it is told.</param>
internal sealed record OpenLoop(string Name, Func<NpgsqlDataSource, int, Task> RunAsync)
{
    public static readonly OpenLoop Async = new("async", OpenAndCloseAsync);
    public static readonly OpenLoop Sync = new("sync", static (dataSource, times) =>
    {
        OpenAndClose(dataSource, times);
        return Task.CompletedTask;
    });

    public static readonly IReadOnlyList<OpenLoop> All = [Async, Sync];

    public static void OpenAndClose(NpgsqlDataSource dataSource, int times)
    {
        for (var i = 0; i < times; i++)
            dataSource.OpenConnection().Close();
    }

    private static async Task OpenAndCloseAsync(NpgsqlDataSource dataSource, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var connection = await dataSource.OpenConnectionAsync();
            await connection.CloseAsync();
        }
    }
}
