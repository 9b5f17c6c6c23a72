using Amazon.Runtime;
using JitAccess.Aws;
using JitAccess.Testing;
using Npgsql;

namespace JitAccess.Benchmarks.Opening;

/// <summary>A PostgreSQL that verifies tokens, and two ways to it that differ in nothing but where the password comes from.</summary>
/// <remarks>
/// The plain way has a token, signed beforehand, as the <c>Password</c> of its connection string: the server asks the same authenticator about
/// it, so its work is the same. Both ways verify the same TLS name and share every setting.
/// </remarks>
internal sealed class OrdersServer : IAsyncDisposable
{
    private readonly RdsIamPostgres _postgres;
    private readonly RdsIamKey _key = LongLivedKey.Generate();

    private OrdersServer(RdsIamPostgres postgres)
    {
        _postgres = postgres;
        postgres.Authenticator.Verifier.Add(_key);
    }

    /// <summary>Gets the key that signs the tokens of both.</summary>
    public AWSCredentials Credentials => LongLivedKey.Credentials(_key);

    public static async Task<OrdersServer> StartAsync() => new(await RdsIamPostgres.StartAsync());

    public async Task<Version> GetVersionAsync()
    {
        await using var dataSource = _postgres.Server.CreateSuperuserDataSource();
        await using var connection = await dataSource.OpenConnectionAsync();
        return connection.PostgreSqlVersion;
    }

    /// <summary>Returns a data source as an application without JitAccess has it.</summary>
    /// <param name="configure">Settings that the other way gets too.</param>
    public async Task<NpgsqlDataSource> CreatePlainAsync(Action<NpgsqlConnectionStringBuilder>? configure = null)
    {
        var request = new JitCredentialRequest
        {
            DatabaseName = _postgres.Database,
            Endpoint = _postgres.TokenEndpoint,
            UserName = _postgres.UserName,
            RequestedAt = TimeProvider.System.GetUtcNow(),
        };
        var token = await new RdsIamCredentialProvider(LongLivedKey.Options(Credentials)).GetCredentialAsync(request, CancellationToken.None);

        var builder = Builder(configure);

        // Where endpoints are mapped, as they are for this server, JitAccess sets the name that TLS verifies. To RDS itself neither would.
        builder.UseSslClientAuthenticationOptionsCallback(tls => tls.TargetHost = _postgres.TokenEndpoint.Host);
        return builder.BuildPlain(token.RevealSecret());
    }

    /// <summary>Returns a database of JitAccess, whose first credential is there.</summary>
    /// <param name="configure">Settings that the other way gets too.</param>
    public Task<JitDatabase> CreateJitAccessAsync(Action<NpgsqlConnectionStringBuilder>? configure = null) =>
        CreateJitAccessAsync(configure, Credentials, JitPrefetch.Required);

    /// <summary>Returns a database of JitAccess whose tokens somebody else's credentials sign.</summary>
    /// <param name="configure">Settings that the other way gets too.</param>
    /// <param name="credentials">What signs.</param>
    /// <param name="prefetch">Whether the first token is there already.</param>
    public Task<JitDatabase> CreateJitAccessAsync(Action<NpgsqlConnectionStringBuilder>? configure, AWSCredentials credentials, JitPrefetch prefetch)
    {
        var options = new JitDatabaseOptions { Prefetch = prefetch };
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = _postgres.ConnectEndpoint.ToString(), Token = _postgres.TokenEndpoint.ToString() });
        var provider = new RdsIamCredentialProvider(LongLivedKey.Options(credentials));
        return JitDatabase.CreateAsync(Builder(configure), provider, options);
    }

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    private NpgsqlDataSourceBuilder Builder(Action<NpgsqlConnectionStringBuilder>? configure) =>
        ComparedSettings.Builder(_postgres.ConnectionString, "Password", configure);
}
