using System.Security.Authentication;
using Npgsql;

namespace JitAccess.Testing.Tests;

/// <summary>What makes a test against this server worth something: TLS that is verified, and no way in without a secret.</summary>
public sealed class LocalPostgresSecurityTests(LocalServerFixture fixture) : IClassFixture<LocalServerFixture>
{
    private const string Superuser = "jitaccess_admin";

    private LocalPostgres Server => fixture.Server;

    [Fact]
    public async Task Superuser_LogsInOverTls()
    {
        await using var admin = Server.CreateSuperuserDataSource();

        (await ScalarAsync(admin, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).ShouldBe(true);
    }

    [Fact]
    public async Task Connect_TrustingAnotherAuthority_Fails()
    {
        using var other = new TestCertificateAuthority();
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, other.CertificatePem, TestContext.Current.CancellationToken);
        try
        {
            var error = await LoginErrorAsync(new NpgsqlConnectionStringBuilder(Server.ConnectionString("postgres", Superuser)) { RootCertificate = file }, "x");

            error.InnerException.ShouldBeOfType<AuthenticationException>();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Connect_ToANameThatTheCertificateLacks_Fails()
    {
        await using var dataSource = ForTargetHost(Server, "db.example.com");

        (await Should.ThrowAsync<NpgsqlException>(async () => await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken)))
            .InnerException.ShouldBeOfType<AuthenticationException>();
    }

    [Fact]
    public async Task UseCertificateOnlyForAsync_AnotherName_IsServedToTheNextConnectionAndIsTheOnlyOne()
    {
        Local.Require();
        await using var server = await LocalPostgres.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var dataSource = ForTargetHost(server, "db.example.com");

        await server.UseCertificateOnlyForAsync(["db.example.com"], TestContext.Current.CancellationToken);

        // The certificate is accepted now; the password is what is wrong.
        (await Should.ThrowAsync<PostgresException>(async () => await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken)))
            .SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        (await Should.ThrowAsync<NpgsqlException>(() => server.ExecuteAsync("SELECT 1", cancellationToken: TestContext.Current.CancellationToken)))
            .InnerException.ShouldBeOfType<AuthenticationException>();
    }

    [Fact]
    public async Task Login_WithoutPassword_IsRefused()
    {
        var error = await LoginErrorAsync(new(Server.ConnectionString("postgres", Superuser)), password: null);

        error.Message.ShouldContain("No password has been provided");
    }

    [Fact]
    public async Task Login_WithAWrongPassword_IsRefused() =>
        (await LoginErrorAsync(new(Server.ConnectionString("postgres", Superuser)), "wrong")).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);

    [Fact]
    public async Task Login_WithoutTls_IsRefused()
    {
        var error = await LoginErrorAsync(
            new(Server.ConnectionString("postgres", Superuser)) { SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }, "wrong");

        error.SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
        error.Message.ShouldContain("no encryption");
    }

    [Fact]
    public async Task Login_OfAUserWithoutALine_IsRefused() =>
        (await LoginErrorAsync(new(Server.ConnectionString("postgres", "postgres")), "x")).SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);

    [Fact]
    public async Task Hba_HasNoLineThatTrusts()
    {
        await using var admin = Server.CreateSuperuserDataSource();

        (await ScalarAsync(admin, "SELECT string_agg(concat_ws(' ', type, auth_method, error), ',') FROM pg_hba_file_rules")).ShouldBe("hostssl scram-sha-256");
    }

    [Fact]
    public async Task UnixSocket_DoesNotExist()
    {
        await using var admin = Server.CreateSuperuserDataSource();

        (await ScalarAsync(admin, "SHOW unix_socket_directories")).ShouldBe("");
        Directory.GetFiles(Server.Directory, ".s.PGSQL.*").ShouldBeEmpty();
        File.Exists($"/tmp/.s.PGSQL.{Server.Endpoint.Port}").ShouldBeFalse();
    }

    [Fact]
    public void Files_AreTheAccountsOwn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the folder for temporary files private.");
        if (OperatingSystem.IsWindows())
            return; // for the analyzer of platforms

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(Server.Directory).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Path.Combine(Server.Directory, "server.key")).ShouldBe(OwnerOnly);
        File.Exists(Path.Combine(Server.Directory, "initial")).ShouldBeFalse("the superuser's password is not kept on disk");
    }

    private static NpgsqlDataSource ForTargetHost(LocalPostgres server, string name)
    {
        var builder = Local.DataSource(server.ConnectionString("postgres", Superuser) + ";Pooling=false");
        builder.UsePasswordProvider(_ => "wrong", (_, _) => new("wrong"));
        builder.UseSslClientAuthenticationOptionsCallback(options => options.TargetHost = name);
        return builder.Build();
    }

    private static async Task<NpgsqlException> LoginErrorAsync(NpgsqlConnectionStringBuilder settings, string? password)
    {
        settings.Pooling = false;
        var builder = Local.DataSource(settings.ConnectionString);
        if (password is not null)
            builder.UsePasswordProvider(_ => password, (_, _) => new(password));
        await using var dataSource = builder.Build();
        return await Should.ThrowAsync<NpgsqlException>(async () => await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
