using JitAccess.Benchmarks.Measuring;
using Npgsql;

namespace JitAccess.Benchmarks.Opening;

/// <summary>Open and close, no command.</summary>
internal static class OpenLoops
{
    public static Contender Sync(string name, NpgsqlDataSource dataSource) => new(name, times =>
    {
        OpenAndClose(dataSource, times);
        return Task.CompletedTask;
    });

    public static Contender Async(string name, NpgsqlDataSource dataSource) => new(name, async times =>
    {
        for (var i = 0; i < times; i++)
        {
            var connection = await dataSource.OpenConnectionAsync();
            await connection.CloseAsync();
        }
    });

    public static void OpenAndClose(NpgsqlDataSource dataSource, int times)
    {
        for (var i = 0; i < times; i++)
            dataSource.OpenConnection().Close();
    }
}
