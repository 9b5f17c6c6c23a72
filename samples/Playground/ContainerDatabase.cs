using System.Security.Cryptography;
using System.Text;
using DotNet.Testcontainers.Builders;
using JitAccess;
using JitAccess.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Playground;

/// <summary>PostgreSQL in a container, for machines without local programs.</summary>
internal sealed class ContainerDatabase : Database
{
    private const string Image = "postgres:17";
    private const string Superuser = "jitaccess_admin";

    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private readonly string _rootCertificate = Path.Combine(Path.GetTempPath(), $"jitaccess-root-{Guid.NewGuid():N}.crt");
    private readonly RdsIamAuthenticator _authenticator = RdsIamAuthenticator.Start(new RdsIamAuthenticatorOptions { ListenAddress = RdsIamContainer.ListenAddress });
    private PostgreSqlContainer? _container;

    public override string Description => $"in a container of {Image}";

    public override JitEndpoint Connect => new("localhost", _container!.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort));

    public override string RootCertificatePath => _rootCertificate;

    public override RdsIamAuthenticator Authenticator => _authenticator;

    public static async Task<Database> StartContainerAsync(CancellationToken cancellationToken)
    {
        var database = new ContainerDatabase();
        try
        {
            await database.StartCoreAsync(cancellationToken);
            return database;
        }
        catch (DockerUnavailableException e)
        {
            await database.DisposeAsync();
            throw new PlaygroundException(
                "there is neither a local PostgreSQL nor a Docker engine. On Debian run eng/setup.sh; elsewhere install PostgreSQL 14 or newer, name its " +
                "bin folder in JITACCESS_POSTGRES_BIN, or start Docker.", e);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public override NpgsqlDataSource CreateSuperuserDataSource(string database)
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString + ";SSL Mode=VerifyFull;Pooling=false");
        builder.ConnectionStringBuilder.Database = database;
        builder.ConnectionStringBuilder.Username = Superuser;
        builder.UsePasswordProvider(_ => _password, (_, _) => new(_password));
        return builder.Build();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
        await _authenticator.DisposeAsync();
        File.Delete(_rootCertificate);
    }

    private async Task StartCoreAsync(CancellationToken cancellationToken)
    {
        using var authority = new TestCertificateAuthority();
        await File.WriteAllTextAsync(_rootCertificate, authority.CertificatePem, cancellationToken);
        var builder = new PostgreSqlBuilder(Image)
            .WithUsername(Superuser)
            .WithPassword(_password)
            .WithDatabase("postgres")
            .WithExtraHost(RdsIamContainer.HostName, "host-gateway")
            .WithLogger(NullLogger.Instance);
        foreach (var (path, content) in RdsIamContainer.Files(_authenticator, authority, Superuser))
            builder = builder.WithResourceMapping(Encoding.UTF8.GetBytes(content), path);
        _container = builder.Build();
        await _container.StartAsync(cancellationToken);

        await using var admin = CreateSuperuserDataSource("postgres");
        foreach (var statement in RdsIamPostgres.SetUpStatements(Name, UserName))
        {
            await using var command = admin.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
