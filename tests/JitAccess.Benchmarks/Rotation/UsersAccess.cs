using JitAccess.Benchmarks.Opening;
using JitAccess.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Benchmarks.Rotation;

/// <summary>What it takes to reach a <see cref="UsersServer"/>, from another process too: two ways that differ in where the user comes from.</summary>
internal sealed class UsersAccess
{
    public required string ConnectionString { get; init; }

    public required string StandingUser { get; init; }

    public required string StandingPassword { get; init; }

    public required string VaultAddress { get; init; }

    public required string VaultCertificateFile { get; init; }

    public required string VaultToken { get; init; }

    public required string VaultRole { get; init; }

    /// <summary>Returns a data source as an application without JitAccess has it, as a user that stays.</summary>
    /// <param name="logging">What it logs to: a pooled open asks four times whether anybody listens.</param>
    public NpgsqlDataSource CreatePlain(ILoggerFactory logging) => CreatePlain(StandingUser, StandingPassword, logging);

    public NpgsqlDataSource CreatePlain(string userName, string password, ILoggerFactory logging)
    {
        var builder = Builder().UseLoggerFactory(logging);
        builder.ConnectionStringBuilder.Username = userName;
        return builder.BuildPlain(password);
    }

    /// <summary>Starts a host with a database of JitAccess, whose user Vault makes.</summary>
    /// <param name="time">Its clock.</param>
    /// <param name="logging">What it logs to.</param>
    public async Task<IHost> StartJitAccessAsync(TimeProvider time, ILoggerFactory logging)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = Builder().ConnectionString;
        builder.Configuration["JitAccess:Databases:orders:Refresh:SettleTime"] = "00:00:00"; // the connection's timeout it is then
        builder.AddJitDatabase("orders", database => database.UseVault(vault =>
        {
            (vault.Address, vault.CaCertificateFile, vault.Role) = (VaultAddress, VaultCertificateFile, VaultRole);
            vault.Auth.UseToken(new VaultSecret(VaultToken));
        }));
        builder.Services.AddSingleton(time).AddSingleton(logging);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private NpgsqlDataSourceBuilder Builder() => ComparedSettings.Builder(ConnectionString, "ScramSHA256", configure: null);
}
