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
    private readonly RdsIamKey _key = RdsIamKey.Generate();

    private OrdersServer(RdsIamPostgres postgres)
    {
        _postgres = postgres;
        postgres.Authenticator.Verifier.Add(_key);
    }

    /// <summary>Gets the key that signs the tokens of both.</summary>
    public AWSCredentials Credentials => new BasicAWSCredentials(_key.AccessKeyId, _key.RevealSecretAccessKey());

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
        var token = await new RdsIamCredentialProvider(new RdsIamOptions { Credentials = Credentials }).GetCredentialAsync(request, CancellationToken.None);

        var builder = Builder(configure);
#pragma warning disable JIT010 // What an application without JitAccess would do, for one run: the baseline.
        builder.ConnectionStringBuilder.Password = token.RevealSecret();
#pragma warning restore JIT010

        // Where endpoints are mapped, as they are for this server, JitAccess sets the name that TLS verifies. To RDS itself neither would.
        builder.UseSslClientAuthenticationOptionsCallback(tls => tls.TargetHost = _postgres.TokenEndpoint.Host);

        // JitAccess listens to Npgsql's physical opens in this process, so that Npgsql would start activities for this data source too.
        builder.ConfigureTracing(static tracing => tracing.EnablePhysicalOpenTracing(false));
        return builder.Build();
    }

    /// <summary>Returns a database of JitAccess.</summary>
    /// <param name="configure">Settings that the other way gets too.</param>
    /// <param name="credentials">What signs; <see langword="null"/> for <see cref="Credentials"/>.</param>
    /// <param name="prefetch">Whether the first token is there already.</param>
    public Task<JitDatabase> CreateJitAccessAsync(
        Action<NpgsqlConnectionStringBuilder>? configure = null, AWSCredentials? credentials = null, JitPrefetch prefetch = JitPrefetch.Required)
    {
        var options = new JitDatabaseOptions { Prefetch = prefetch };
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = _postgres.ConnectEndpoint.ToString(), Token = _postgres.TokenEndpoint.ToString() });
        var provider = new RdsIamCredentialProvider(new RdsIamOptions { Credentials = credentials ?? Credentials });
        return JitDatabase.CreateAsync(Builder(configure), provider, options);
    }

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    private NpgsqlDataSourceBuilder Builder(Action<NpgsqlConnectionStringBuilder>? configure)
    {
        var builder = new NpgsqlDataSourceBuilder(_postgres.ConnectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.GssEncryptionMode = GssEncryptionMode.Disable;
        settings.SslNegotiation = SslNegotiation.Postgres;
        settings.RequireAuth = "Password";
        settings.ConnectionLifetime = 3000; // JitAccess would draw one
        configure?.Invoke(settings);
        return builder;
    }
}
