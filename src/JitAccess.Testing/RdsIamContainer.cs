using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace JitAccess.Testing;

/// <summary>What a PostgreSQL image, the official one for one, needs to behave as RDS does; starting the container is its user's part.</summary>
/// <remarks>
/// The authenticator runs in the test's process on <see cref="ListenAddress"/>; the container reaches it under <see cref="HostName"/>, for which it
/// is started with <c>--add-host host.docker.internal:host-gateway</c>.
/// </remarks>
public static class RdsIamContainer
{
    /// <summary>The name by which a container reaches the machine that runs it.</summary>
    public const string HostName = "host.docker.internal";

    private const string Folder = "/jitaccess";

    // Runs inside the container as its postgres user, so that the key belongs to the server whatever that user's number is.
    private const string UseCertificateAndHba =
        $"""
         #!/bin/sh
         set -e
         install -m 0600 {Folder}/server.key "$PGDATA/server.key"
         install -m 0644 {Folder}/server.crt "$PGDATA/server.crt"
         cp {Folder}/pg_hba.conf "$PGDATA/pg_hba.conf"
         printf "ssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\n" >> "$PGDATA/postgresql.conf"
         """;

    /// <summary>Gets the address of this machine that containers of the default network reach.</summary>
    /// <remarks>A desktop engine forwards <see cref="HostName"/> to loopback, and there is no such interface here.</remarks>
    public static IPAddress ListenAddress =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(static i => i.Name == "docker0")
            .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
            .Select(static a => a.Address)
            .FirstOrDefault(static a => a.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;

    /// <summary>Returns the files to put into the container before it starts, by their paths; one of them is an initialisation script.</summary>
    /// <param name="authenticator">What judges the tokens.</param>
    /// <param name="authority">What vouches for the server, valid for <c>localhost</c> and the token endpoint's host.</param>
    /// <param name="superuser">The superuser, who logs in with a password over TLS: the image's <c>POSTGRES_USER</c>.</param>
    public static IReadOnlyDictionary<string, string> Files(RdsIamAuthenticator authenticator, TestCertificateAuthority authority, string superuser)
    {
        ArgumentNullException.ThrowIfNull(authenticator);
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentException.ThrowIfNullOrEmpty(superuser);
        var (certificate, key) = authority.IssueServerCertificate("localhost", "127.0.0.1", authenticator.Verifier.Endpoint.Host);

        // The image initialises itself over its Unix socket, inside the container; nobody else reaches that.
        string[] hba =
        [
            .. authenticator.HbaLines(HostName), "local all all trust", $"hostssl all \"{superuser.Replace("\"", "\"\"", StringComparison.Ordinal)}\" all scram-sha-256", "",
        ];
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{Folder}/server.crt"] = certificate,
            [$"{Folder}/server.key"] = key,
            [$"{Folder}/pg_hba.conf"] = string.Join('\n', hba),
            ["/docker-entrypoint-initdb.d/10-jitaccess.sh"] = UseCertificateAndHba,
        };
    }
}
