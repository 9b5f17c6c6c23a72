using JitAccess.IntegrationTests.Load;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Somebody who uses a data source without a pause, in one of the ways in which applications do.</summary>
internal static class Worker
{
    public static Task RunAsync(int number, NpgsqlDataSource dataSource, SoakTally tally, CancellationToken end) =>
        RunAsync(Use.All[number % Use.All.Count], dataSource, tally, end);

    /// <summary>Works until the end; what a restart of the server excuses is tallied as such.</summary>
    public static async Task RunAsync(Use use, NpgsqlDataSource dataSource, SoakTally tally, CancellationToken end, RestartLog? restarts = null)
    {
        await using var kept = dataSource.CreateConnection();
        while (!end.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                await use.RunAsync(dataSource, kept, CancellationToken.None); // to its end: a cancelled operation would prove nothing
                tally.Success(use.Name);
            }
#pragma warning disable CA1031 // Whatever goes wrong is what this is about.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (restarts?.Excuse(began, TimeProvider.System.GetTimestamp(), e) is { } excuse)
                    tally.Excuse(excuse);
                else
                    tally.Failure(use.Name, e);
            }
        }
    }
}
