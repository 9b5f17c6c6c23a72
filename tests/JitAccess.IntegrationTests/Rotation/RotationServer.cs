using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A PostgreSQL whose application users come and go, and a group that owns what they work with.</summary>
public sealed class RotationServer : IAsyncLifetime
{
    /// <summary>A group whose members <c>pg_hba.conf</c> rejects.</summary>
    private const string Rejected = "rejected";

    /// <summary>A database that lets in the group's members and nobody else: a user that is gone is refused before a password is asked for.</summary>
    public const string OfMembers = "orders_of_members";

    /// <summary>The limit of an open, and with it the time for which a user stays whose name may have been sent.</summary>
    internal static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(60);

    /// <summary>For how long a user's sessions may go on; long, so that only a session that is kept is ended.</summary>
    internal static readonly TimeSpan DrainTime = TimeSpan.FromMinutes(5);

    private LocalPostgres? _postgres;
    private NpgsqlDataSource? _administrator;

    public LocalPostgres Postgres => _postgres!;

    public NpgsqlDataSource Administrator => _administrator!;

    public async ValueTask InitializeAsync()
    {
        if (!LocalPostgres.IsAvailable)
            return;
        var options = new LocalPostgresOptions();
        options.Settings["max_connections"] = "300";
        options.HbaLines.Add($"hostssl orders +{Rejected} 127.0.0.1/32 reject");
        options.HbaLines.Add($"hostssl {OfMembers} +orders_group 127.0.0.1/32 scram-sha-256");
        options.HbaLines.Add("hostssl orders all 127.0.0.1/32 scram-sha-256");
        _postgres = await LocalPostgres.StartAsync(options, TestContext.Current.CancellationToken);
        await _postgres.ExecuteAsync("CREATE DATABASE orders");
        await _postgres.ExecuteAsync($"CREATE DATABASE {OfMembers}");
        _administrator = _postgres.CreateSuperuserDataSource("orders");
        await using var command = _administrator.CreateCommand(
            """
            CREATE ROLE orders_group NOLOGIN;
            CREATE ROLE rejected NOLOGIN;
            GRANT ALL ON SCHEMA public TO orders_group;
            CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text NOT NULL);
            INSERT INTO orders (item) VALUES ('tea'), ('coffee'), ('cocoa');
            ALTER TABLE orders OWNER TO orders_group;
            """);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_administrator is not null)
            await _administrator.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    /// <summary>Ends a test that needs local programs where there are none.</summary>
    public void Require()
    {
        if (_postgres is null)
            LocalServer.SkipOrFail();
    }

    /// <summary>Lets <c>pg_hba.conf</c> reject every user that comes and goes, or accept it again.</summary>
    public Task RejectLoginsAsync(bool reject) => Postgres.ExecuteAsync(
        reject ? $"GRANT {Rejected} TO orders_group" : $"REVOKE {Rejected} FROM orders_group", cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Returns what an application builds; its opens have patience with a machine that is busy.</summary>
    internal NpgsqlDataSourceBuilder Builder(string? addition = null, string database = "orders") => new(
        $"Host=localhost;Port={Postgres.Endpoint.Port};Database={database};Root Certificate={Postgres.RootCertificatePath};" +
        $"Timeout={OpenLimit.TotalSeconds};{addition}");

    /// <summary>Counts what users that come and go have left: roles, or sessions of such or of roles that are gone.</summary>
    public async Task<long> CountAsync(string what)
    {
        await using var command = Administrator.CreateCommand(what == "roles"
            ? "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'v-%-%'"
            : "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND (usename LIKE 'v-%-%' OR usename IS NULL)");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
