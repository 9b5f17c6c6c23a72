using Amazon.Runtime;
using JitAccess.Aws;
using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>A PostgreSQL that checks tokens, wherever it runs.</summary>
public abstract class TestServer : IAsyncLifetime
{
    public const string Database = "orders";
    public const string UserName = "orders_app";

    /// <summary>A user with a static password, who must not be able to use it where a token is asked for.</summary>
    public const string PasswordUser = "legacy_app";

    // Later than any clock of a test: for as long as the tests care, the issuer of these keys would renew them.
    public static readonly DateTime EndOfKeys = new(2999, 12, 31, 0, 0, 0, DateTimeKind.Utc);

    public RdsIamKey Key { get; } = RdsIamKey.Generate();

    public RdsIamKey OtherKey { get; } = RdsIamKey.Generate();

    public RdsIamKey LongLivedKey { get; } = RdsIamKey.Generate(withSessionToken: false);

    public RdsIamKey RevokedKey { get; } = RdsIamKey.Generate();

    public abstract RdsIamAuthenticator Authenticator { get; }

    /// <summary>Gets the address that tests dial.</summary>
    public abstract JitEndpoint Connect { get; }

    public abstract string RootCertificatePath { get; }

    public JitEndpoint Token => Authenticator.Verifier.Endpoint;

    /// <summary>Gets why the tests of this server can't run here, or <see langword="null"/>.</summary>
    public string? Missing { get; protected set; }

    public abstract NpgsqlDataSource CreateSuperuserDataSource(string database = "postgres");

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        if (Missing is not null)
            return;

        foreach (var key in (RdsIamKey[])[Key, OtherKey, LongLivedKey, RevokedKey])
            Authenticator.Verifier.Add(key);
        Authenticator.Verifier.Revoke(RevokedKey.AccessKeyId);
        await using var admin = CreateSuperuserDataSource(Database);
        await using var command = admin.CreateCommand(
            $"""
             CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text NOT NULL);
             INSERT INTO orders (item) VALUES ('tea'), ('coffee'), ('cocoa');
             GRANT SELECT, INSERT ON orders TO {UserName};
             ALTER USER {UserName} PASSWORD 'static-password-of-a-token-user';
             """);
        await command.ExecuteNonQueryAsync();
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task StartAsync();

    /// <summary>Skips the running test where the server is missing, unless this run must have it.</summary>
    public void Require(string variable)
    {
        if (Missing is null)
            return;
        if (Environment.GetEnvironmentVariable(variable) == "1")
            Assert.Fail($"{variable}=1, but {Missing}");
        Assert.Skip(Missing);
    }

    /// <summary>The application's connection string: no password, no TLS setting, the test authority; and patience with a machine that is busy.</summary>
    public string ConnectionString(string? addition = null) =>
        $"Host={Connect.Host};Port={Connect.Port};Database={Database};Username={UserName};Root Certificate={RootCertificatePath};Timeout=60;{addition}";

    /// <summary>Options that map the dialled address to the endpoint that tokens are for.</summary>
    public JitDatabaseOptions Options(JitPrefetch prefetch = JitPrefetch.None)
    {
        var options = new JitDatabaseOptions { Prefetch = prefetch };
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = Connect.ToString(), Token = Token.ToString() });
        return options;
    }

    public static AWSCredentials Credentials(RdsIamKey key) => key.RevealSessionToken() is { } token
        ? new SessionAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), token) { Expiration = EndOfKeys }
        : new BasicAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey());

    public static RdsIamCredentialProvider Provider(RdsIamKey key, TimeProvider? time = null, Action<RdsIamOptions>? configure = null)
    {
        var options = new RdsIamOptions { Credentials = Credentials(key) };
        if (!key.HasSessionToken)
            options.AllowLongLivedKeys("what a login looks like that such a key signed is tested as well");
        configure?.Invoke(options);
        return new RdsIamCredentialProvider(options, time);
    }

    /// <summary>A token made by our own signer, as text, to be sent as it is or changed.</summary>
    public async Task<string> MintTokenAsync(
        RdsIamKey key, TimeProvider? time = null, JitEndpoint? endpoint = null, string userName = UserName, string? region = null)
    {
        var request = new JitCredentialRequest
        {
            DatabaseName = Database,
            Endpoint = endpoint ?? Token,
            UserName = userName,
            RequestedAt = (time ?? TimeProvider.System).GetUtcNow(),
        };
        var credential = await Provider(key, time, o => o.Region = region).GetCredentialAsync(request, CancellationToken.None);
        return credential.RevealSecret();
    }

    /// <summary>Logs in with a given password, past JitAccess: what decides is PostgreSQL alone.</summary>
    public async Task LoginAsync(string password, string userName = UserName, string? addition = null)
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString($"SSL Mode=VerifyFull;GSS Encryption Mode=Disable;Pooling=false;{addition}"));
        builder.ConnectionStringBuilder.Username = userName;
        builder.UsePasswordProvider(_ => password, (_, _) => new(password));
        await using var dataSource = builder.Build();
        await using var connection = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT current_user", connection);
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(userName);
    }
}
