using JitAccess.Testing.Internal;

namespace JitAccess.Testing;

public sealed partial class LocalPostgres
{
    /// <summary>Copies a primary that runs, and prepares to follow it.</summary>
    private async Task CopyAsync(LocalPostgres primary, CancellationToken cancellationToken)
    {
        // A file, since the command line of a program can be read by everybody; the standby reads it each time that it connects.
        var passwords = Path.Combine(_folder.Root, "passwords");
        await File.WriteAllTextAsync(passwords, $"*:*:*:{Superuser}:{primary._password}\n", cancellationToken).ConfigureAwait(false);
        ServerAccount.Restrict(passwords, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await GiveFolderAsync(cancellationToken).ConfigureAwait(false);

        // No client certificate is wanted; named, so that none is looked for in the home folder of whoever runs this.
        var source =
            $"host=localhost port={primary.Endpoint.Port} user={Superuser} passfile='{passwords}' sslmode=verify-full " +
            $"sslrootcert='{_folder.PrimaryRootCertificate}' sslcert='{Path.Combine(_folder.Root, "none")}'";
        await File.WriteAllTextAsync(_folder.PrimaryRootCertificate, primary._authority.CertificatePem, cancellationToken).ConfigureAwait(false);
        await ServerAccount.GiveAsync(_folder.PrimaryRootCertificate, cancellationToken).ConfigureAwait(false);
        await ProcessRunner.RunAsync(
            ServerAccount.Wrap(
                PostgresBinaries.Program(_bin, "pg_basebackup"), "-D", _folder.Data, "-d", source, "--write-recovery-conf", "--wal-method=stream",
                "--checkpoint=fast", "--no-sync"),
            Path.GetTempPath(), cancellationToken).ConfigureAwait(false);
    }
}
