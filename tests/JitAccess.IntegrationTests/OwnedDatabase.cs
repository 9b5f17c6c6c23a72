using Microsoft.Extensions.Hosting;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>A database of a test's own on a shared server; its owner logs in with tokens and may create tables.</summary>
internal sealed record OwnedDatabase(TestServer Server, string Name, string Owner)
{
    private static int _number;

    public static async Task<OwnedDatabase> CreateAsync(TestServer server, string prefix)
    {
        var name = $"{prefix}_{Interlocked.Increment(ref _number)}";
        var database = new OwnedDatabase(server, name, $"{name}_app");
        await using var admin = server.CreateSuperuserDataSource();
        foreach (var statement in (string[])
                 [
                     $"CREATE USER {database.Owner}", $"GRANT rds_iam TO {database.Owner}", $"CREATE DATABASE {name} OWNER {database.Owner}",
                 ])
        {
            await using var command = admin.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        return database;
    }

    public string ConnectionString(string? addition = null) =>
        new NpgsqlConnectionStringBuilder(Server.ConnectionString(addition)) { Database = Name, Username = Owner }.ConnectionString;

    /// <summary>Configures the host for the database under a name; what registers it is left to the test.</summary>
    public void Configure(HostApplicationBuilder host, string name, string? addition = null)
    {
        host.Configuration[$"ConnectionStrings:{name}"] = ConnectionString(addition);
        host.Configuration[$"JitAccess:Databases:{name}:TokenEndpoints:0:Connect"] = Server.Connect.ToString();
        host.Configuration[$"JitAccess:Databases:{name}:TokenEndpoints:0:Token"] = Server.Token.ToString();
    }
}
