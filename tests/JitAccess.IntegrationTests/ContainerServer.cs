using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
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
        _authenticator = RdsIamAuthenticator.Start(new RdsIamAuthenticatorOptions { ListenAddress = BridgeAddress() });
        using var authority = new TestCertificateAuthority();
        var (certificate, key) = authority.IssueServerCertificate("localhost", "127.0.0.1", Token.Host);
        await File.WriteAllTextAsync(_rootCertificate, authority.CertificatePem);
        string[] hba = [.. _authenticator.HbaLines(HostName), "local all all trust", $"hostssl all {Superuser} all scram-sha-256", ""];
        try
        {
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

    // A desktop engine forwards host.docker.internal to loopback and has no such interface here.
    private static IPAddress BridgeAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(static i => i.Name == "docker0")
            .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
            .Select(static a => a.Address)
            .FirstOrDefault(static a => a.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
