using System.Diagnostics;
using Npgsql;

namespace JitAccess.Testing.Tests;

/// <summary>What the tests of a real server share.</summary>
internal static class Local
{
    private const string RequireVariable = "JITACCESS_REQUIRE_LOCAL";
    private const string Missing = "no local PostgreSQL programs were found";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // of a machine that does much else

    /// <summary>Skips the running test where there is no PostgreSQL, unless this run must have it.</summary>
    public static void Require()
    {
        if (LocalPostgres.IsAvailable)
            return;
        if (Environment.GetEnvironmentVariable(RequireVariable) == "1")
            Assert.Fail($"{RequireVariable}=1, but {Missing}");
        Assert.Skip(Missing);
    }

    public static int PostmasterId(string folder) => int.Parse(
        File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);

    public static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Begins a data source whose logins may halt on a busy machine; Npgsql by itself gives up after fifteen seconds.</summary>
    public static NpgsqlDataSourceBuilder DataSource(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        (builder.ConnectionStringBuilder.Timeout, builder.ConnectionStringBuilder.CommandTimeout) = (120, 120);
        return builder;
    }

    /// <summary>Polls what only the operating system can bring about.</summary>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Polls what only a server can bring about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Limit, what);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
