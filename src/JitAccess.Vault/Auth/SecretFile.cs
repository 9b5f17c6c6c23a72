namespace JitAccess.Vault.Auth;

/// <summary>Reads a secret that somebody else writes into a file, and may replace at any time.</summary>
internal static class SecretFile
{
    private const int MaxLength = 64 * 1024;

    /// <exception cref="JitProviderException">There is nothing to read.</exception>
    public static async Task<string> ReadAsync(string path, string option, CancellationToken cancellationToken)
    {
        try
        {
            // Bounded: a path to something else must not fill the memory.
            if (new FileInfo(path) is { Exists: true, Length: > MaxLength })
                throw new JitProviderException(
                    JitProviderErrorKind.Misconfigured, $"{option} '{path}' is longer than {MaxLength} bytes, which no token is.");
            var text = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            return text.Length > 0 ? text : throw new JitProviderException(
                JitProviderErrorKind.Transient, $"{option} '{path}' is empty; whoever writes it has not yet, or failed to.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JitProviderException(
                e is FileNotFoundException or DirectoryNotFoundException ? JitProviderErrorKind.Transient : JitProviderErrorKind.Misconfigured,
                $"{option} '{path}' can't be read ({e.GetType().Name}); check that whoever writes it runs, and that this process may read it.", e);
        }
    }
}
