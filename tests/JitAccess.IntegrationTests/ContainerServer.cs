using System.Security.Cryptography;
using System.Text;
using DotNet.Testcontainers.Builders;
using JitAccess.Testing;
using Npgsql;
using Testcontainers.PostgreSql;

namespace JitAccess.IntegrationTests;

/// <summary>PostgreSQL in a container; the authenticator runs here, on the address that the container's network reaches.</summary>
public sealed class ContainerServer : TestServer
{
    private const string Image = "postgres:17";
    private const string Superuser = "jitaccess_admin";
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private readonly string _rootCertificate = Path.Combine(Path.GetTempPath(), $"jitaccess-root-{Guid.NewGuid():N}.crt");
    private RdsIamAuthenticator? _authenticator;
    private PostgreSqlContainer? _container;

    public override RdsIamAuthenticator Authenticator => _authenticator!;

    public override JitEndpoint Connect => new("localhost", _container!.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort));

    public override string RootCertificatePath => _rootCertificate;

    public override NpgsqlDataSource CreateSuperuserDataSource(string database = "postgres")
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString("SSL Mode=VerifyFull;Pooling=false"));
        builder.ConnectionStringBuilder.Database = database;
        builder.ConnectionStringBuilder.Username = Superuser;
        builder.UsePasswordProvider(_ => _password, (_, _) => new(_password));
        return builder.Build();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
        if (_authenticator is not null)
            await _authenticator.DisposeAsync();
        File.Delete(_rootCertificate);
    }

    protected override async Task StartAsync()
    {
        _authenticator = RdsIamAuthenticator.Start(new RdsIamAuthenticatorOptions { ListenAddress = RdsIamContainer.ListenAddress });
        using var authority = new TestCertificateAuthority();
        await File.WriteAllTextAsync(_rootCertificate, authority.CertificatePem);
        try
        {
            var builder = new PostgreSqlBuilder(Image)
                .WithUsername(Superuser)
                .WithPassword(_password)
                .WithDatabase("postgres")
                .WithExtraHost(RdsIamContainer.HostName, "host-gateway");
            foreach (var (path, content) in RdsIamContainer.Files(_authenticator, authority, Superuser))
                builder = builder.WithResourceMapping(Encoding.UTF8.GetBytes(content), path);
            _container = builder.Build();
        }
        catch (DockerUnavailableException)
        {
            Missing = "no Docker engine answers";
            return;
        }

        await _container.StartAsync();
        await using var admin = CreateSuperuserDataSource();
        foreach (var statement in RdsIamPostgres.SetUpStatements(Database, UserName))
        {
            await using var command = admin.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }
}
