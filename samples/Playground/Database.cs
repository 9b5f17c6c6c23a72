using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using DotNet.Testcontainers.Builders;
using JitAccess;
using JitAccess.Testing;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Playground;

/// <summary>The PostgreSQL that checks tokens: from local programs, else in a container.</summary>
internal abstract class Database : IAsyncDisposable
{
    public const string Name = "orders";
    public const string UserName = "orders_app";

    public abstract string Description { get; }

    public abstract JitEndpoint Connect { get; }

    public abstract string RootCertificatePath { get; }

    public abstract RdsIamAuthenticator Authenticator { get; }

    public string ConnectionString =>
        $"Host={Connect.Host};Port={Connect.Port};Database={Name};Username={UserName};Root Certificate={RootCertificatePath};Connection Lifetime=5";

    public static async Task<Database> StartAsync(CancellationToken cancellationToken) => LocalPostgres.IsAvailable
        ? new Local(await RdsIamPostgres.StartAsync(new RdsIamPostgresOptions { Database = Name, UserName = UserName }, cancellationToken))
        : await InContainer.StartContainerAsync(cancellationToken);

    public abstract NpgsqlDataSource CreateSuperuserDataSource(string database);

    public abstract ValueTask DisposeAsync();

    private sealed class Local(RdsIamPostgres postgres) : Database
    {
        public override string Description => "from local programs";

        public override JitEndpoint Connect => postgres.ConnectEndpoint;

        public override string RootCertificatePath => postgres.Server.RootCertificatePath;

        public override RdsIamAuthenticator Authenticator => postgres.Authenticator;

        public override NpgsqlDataSource CreateSuperuserDataSource(string database) => postgres.Server.CreateSuperuserDataSource(database);

        public override ValueTask DisposeAsync() => postgres.DisposeAsync();
    }

    private sealed class InContainer : Database
    {
        private const string Image = "postgres:17";
        private const string Superuser = "jitaccess_admin";
        private const string HostName = "host.docker.internal";

        // Runs inside the container as its postgres user, so that the key belongs to the server whatever that user's number is.
        private const string UseCertificateAndHba =
            """
            #!/bin/sh
            set -e
            install -m 0600 /jitaccess/server.key "$PGDATA/server.key"
            install -m 0644 /jitaccess/server.crt "$PGDATA/server.crt"
            cp /jitaccess/pg_hba.conf "$PGDATA/pg_hba.conf"
            printf "ssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\n" >> "$PGDATA/postgresql.conf"
            """;

        private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        private readonly string _rootCertificate = Path.Combine(Path.GetTempPath(), $"jitaccess-root-{Guid.NewGuid():N}.crt");
        private readonly RdsIamAuthenticator _authenticator = RdsIamAuthenticator.Start(new RdsIamAuthenticatorOptions { ListenAddress = BridgeAddress() });
        private PostgreSqlContainer? _container;

        public override string Description => $"in a container of {Image}";

        public override JitEndpoint Connect => new("localhost", _container!.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort));

        public override string RootCertificatePath => _rootCertificate;

        public override RdsIamAuthenticator Authenticator => _authenticator;

        public static async Task<Database> StartContainerAsync(CancellationToken cancellationToken)
        {
            var database = new InContainer();
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
            var (certificate, key) = authority.IssueServerCertificate("localhost", "127.0.0.1", _authenticator.Verifier.Endpoint.Host);
            await File.WriteAllTextAsync(_rootCertificate, authority.CertificatePem, cancellationToken);
            string[] hba = [.. _authenticator.HbaLines(HostName), "local all all trust", $"hostssl all {Superuser} all scram-sha-256", ""];
            _container = new PostgreSqlBuilder(Image)
                .WithUsername(Superuser)
                .WithPassword(_password)
                .WithDatabase("postgres")
                .WithExtraHost(HostName, "host-gateway")
                .WithResourceMapping(Encoding.UTF8.GetBytes(certificate), "/jitaccess/server.crt")
                .WithResourceMapping(Encoding.UTF8.GetBytes(key), "/jitaccess/server.key")
                .WithResourceMapping(Encoding.UTF8.GetBytes(string.Join('\n', hba)), "/jitaccess/pg_hba.conf")
                .WithResourceMapping(Encoding.UTF8.GetBytes(UseCertificateAndHba), "/docker-entrypoint-initdb.d/10-jitaccess.sh")
                .Build();
            await _container.StartAsync(cancellationToken);

            await using var admin = CreateSuperuserDataSource("postgres");
            foreach (var statement in RdsIamPostgres.SetUpStatements(Name, UserName))
            {
                await using var command = admin.CreateCommand(statement);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        // A desktop engine forwards host.docker.internal to loopback and has no such interface here.
        private static IPAddress BridgeAddress() =>
            NetworkInterface.GetAllNetworkInterfaces()
                .Where(static i => i.Name == "docker0")
                .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
                .Select(static a => a.Address)
                .FirstOrDefault(static a => a.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
    }
}
