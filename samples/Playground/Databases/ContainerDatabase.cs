using System.Security.Cryptography;
using System.Text;
using DotNet.Testcontainers.Builders;
using JitAccess;
using JitAccess.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Playground.Issuers;
using Testcontainers.PostgreSql;

namespace Playground.Databases;

/// <summary>PostgreSQL in a container, for machines without local programs.</summary>
internal sealed class ContainerDatabase(Issuer issuer) : Database(issuer)
{
    private const string Image = "postgres:17";
    private const string Superuser = "jitaccess_admin";

    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private readonly string _rootCertificate = Path.Combine(Path.GetTempPath(), $"jitaccess-root-{Guid.NewGuid():N}.crt");
    private PostgreSqlContainer? _container;

    public override string Description => $"in a container of {Image}";

    public override JitEndpoint Connect => new("localhost", _container!.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort));

    // An engine gives a container that it starts again another port.
    public override bool CanRestart => false;

    protected override string RootCertificatePath => _rootCertificate;

    public override NpgsqlDataSource CreateSuperuserDataSource(string database)
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString + ";SSL Mode=VerifyFull;Pooling=false");
        builder.ConnectionStringBuilder.Database = database;
        builder.ConnectionStringBuilder.Username = Superuser;
        builder.UsePasswordProvider(_ => _password, (_, _) => new(_password));
        return builder.Build();
    }

    public override Task RestartAsync(CancellationToken cancellationToken) =>
        throw new PlaygroundException("PostgreSQL in a container is not restarted: its port would change.");

    protected override async Task StartServerAsync(CancellationToken cancellationToken)
    {
        using var authority = new TestCertificateAuthority();
        await File.WriteAllTextAsync(_rootCertificate, authority.CertificatePem, cancellationToken);
        try
        {
            var builder = new PostgreSqlBuilder(Image)
                .WithUsername(Superuser)
                .WithPassword(_password)
                .WithDatabase("postgres")
                .WithExtraHost(RdsIamContainer.HostName, "host-gateway")
                .WithLogger(NullLogger.Instance);
            foreach (var (path, content) in PostgresContainer.Files(authority, Superuser, Issuer.HbaLines(RdsIamContainer.HostName), Issuer.ServerNames))
                builder = builder.WithResourceMapping(Encoding.UTF8.GetBytes(content), path);
            _container = builder.Build();
            await _container.StartAsync(cancellationToken);
        }
        catch (DockerUnavailableException e)
        {
            throw new PlaygroundException(
                "there is neither a local PostgreSQL nor a Docker engine. On Debian run eng/setup.sh; elsewhere install PostgreSQL 14 or newer, name its " +
                "bin folder in JITACCESS_POSTGRES_BIN, or start Docker.", e);
        }
    }

    protected override async ValueTask StopServerAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
        File.Delete(_rootCertificate);
    }
}
