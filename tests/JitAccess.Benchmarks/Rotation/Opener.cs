using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Benchmarks.Rotation;

/// <summary>A data source of one kind, and what it lives on.</summary>
internal sealed class Opener : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.05); // in fewer steps than a minute has, its first user is gone
    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly LoggerFactory _logging;
    private readonly IHost? _host;

    private Opener(LoggerFactory logging, IHost? host, NpgsqlDataSource dataSource) => (_logging, _host, DataSource) = (logging, host, dataSource);

    public NpgsqlDataSource DataSource { get; }

    public static async Task<Opener> CreateAsync(OpeningKind kind, UsersAccess access)
    {
        var logging = new LoggerFactory();
        if (kind == OpeningKind.Plain)
            return new Opener(logging, host: null, access.CreatePlain(logging));

        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var host = await access.StartJitAccessAsync(time, logging);
        var database = host.Services.GetRequiredService<JitDatabase>();
        var before = await AskAsync(database, "SELECT current_user::text");
        await database.RotateAsync();
        for (; await AskAsync(database, $"SELECT rolname::text FROM pg_roles WHERE rolname = '{before}'") is not null; await Task.Delay(Pause))
            time.Advance(Step);
        if (kind == OpeningKind.Rotated)
            time.Advance(LongAgo);
        return new Opener(logging, host, database.DataSource);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (_host is not null)
            await _host.StopAsync();
        _host?.Dispose();
        _logging.Dispose();
    }

    private static async Task<string?> AskAsync(JitDatabase database, string query)
    {
        await using var command = database.DataSource.CreateCommand(query);
        return (string?)await command.ExecuteScalarAsync();
    }
}
