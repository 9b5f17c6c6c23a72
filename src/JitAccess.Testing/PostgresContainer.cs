namespace JitAccess.Testing;

/// <summary>What a PostgreSQL image, the official one for one, needs to serve TLS and let in whom the test says; starting the container is its user's part.</summary>
public static class PostgresContainer
{
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

    /// <summary>Returns the files to put into the container before it starts, by their paths; one of them is an initialisation script.</summary>
    /// <param name="authority">What vouches for the server.</param>
    /// <param name="superuser">The superuser, who logs in with a password over TLS: the image's <c>POSTGRES_USER</c>.</param>
    /// <param name="hbaLines">The <c>pg_hba</c> lines that come before the one of the superuser; nobody else gets in without one.</param>
    /// <param name="serverNames">Names, beside <c>localhost</c> and <c>127.0.0.1</c>, that the server's certificate is valid for.</param>
    public static IReadOnlyDictionary<string, string> Files(
        TestCertificateAuthority authority, string superuser, IEnumerable<string> hbaLines, IEnumerable<string> serverNames)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentException.ThrowIfNullOrEmpty(superuser);
        ArgumentNullException.ThrowIfNull(hbaLines);
        ArgumentNullException.ThrowIfNull(serverNames);
        var (certificate, key) = authority.IssueServerCertificate(["localhost", "127.0.0.1", .. serverNames]);

        // The image initialises itself over its Unix socket, inside the container; nobody else reaches that.
        string[] hba =
        [
            .. hbaLines, "local all all trust", $"hostssl all \"{superuser.Replace("\"", "\"\"", StringComparison.Ordinal)}\" all scram-sha-256", "",
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
