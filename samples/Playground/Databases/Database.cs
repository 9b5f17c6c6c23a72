using System.Globalization;
using JitAccess;
using JitAccess.Testing;
using Npgsql;
using Playground.Issuers;

namespace Playground.Databases;

/// <summary>The PostgreSQL that lets in who brings a credential of the issuer: from local programs, else in a container.</summary>
internal abstract class Database(Issuer issuer) : IAsyncDisposable
{
    public const string Name = "orders";
    public const string Role = "orders_app";

    /// <summary>What follows <c>FROM</c> where the sessions of the service are asked for, those of users that were dropped included.</summary>
    public const string Sessions =
        $"pg_stat_activity WHERE datname = '{Name}' AND backend_type = 'client backend' AND usename IS DISTINCT FROM current_user";

    public abstract string Description { get; }

    public abstract JitEndpoint Connect { get; }

    public string ConnectionString => $"Host={Connect.Host};Port={Connect.Port};Database={Name};Root Certificate={RootCertificatePath}";

    protected abstract string RootCertificatePath { get; }

    protected Issuer Issuer { get; } = issuer;

    public static async Task<Database> StartAsync(Issuer issuer, CancellationToken cancellationToken)
    {
        Database database = LocalPostgres.IsAvailable ? new LocalDatabase(issuer) : new ContainerDatabase(issuer);
        try
        {
            await database.StartServerAsync(cancellationToken);
            await using var admin = database.CreateSuperuserDataSource("postgres");
            foreach (var statement in issuer.SetUpStatements)
            {
                await using var command = admin.CreateCommand(statement);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gets a value indicating whether it can be restarted on the same port.</summary>
    public abstract bool CanRestart { get; }

    public abstract NpgsqlDataSource CreateSuperuserDataSource(string database);

    /// <summary>Stops the server and starts it again; sessions end.</summary>
    public abstract Task RestartAsync(CancellationToken cancellationToken);

    /// <summary>Ends the sessions of the service.</summary>
    /// <returns>How many there were.</returns>
    public Task<long> EndSessionsAsync() => CountAsync($"(SELECT pg_terminate_backend(pid) FROM {Sessions}) AS ended");

    /// <summary>Counts as the superuser.</summary>
    /// <param name="from">What follows <c>FROM</c>.</param>
    public async Task<long> CountAsync(string from)
    {
        await using var admin = CreateSuperuserDataSource(Name);
        await using var command = admin.CreateCommand($"SELECT count(*) FROM {from}");
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the issuer first, which may have users to drop, and then the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await Issuer.DisposeAsync();
        await StopServerAsync();
    }

    protected abstract Task StartServerAsync(CancellationToken cancellationToken);

    protected abstract ValueTask StopServerAsync();
}
