namespace JitAccess.Aws.Identity;

/// <summary>Reads a token that a platform writes into a file, and replaces while we run.</summary>
internal static class TokenFile
{
    private const int LongestToken = 64 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="option">The option that says so.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="maxLength">How long it may be.</param>
    /// <exception cref="JitProviderException">There is nothing to read.</exception>
    public static async Task<string> ReadAsync(string path, string option, CancellationToken cancellationToken, int maxLength = LongestToken)
    {
        var buffer = new char[maxLength + 1];
        int length;
        try
        {
            // Bounded whatever the path leads to: a device has no length to look at first.
            using var reader = new StreamReader(path);
            length = await reader.ReadBlockAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, option, e);
        }

        if (length > maxLength)
            throw new JitProviderException(JitProviderErrorKind.Misconfigured, $"{option} '{path}' is longer than {maxLength} characters: it is no token.");
        var text = buffer.AsSpan(0, length).Trim().ToString();
        return text.Length > 0 ? text : throw new JitProviderException(
            JitProviderErrorKind.Transient, $"{option} '{path}' holds nothing; the platform has not written the token yet, or failed to.");
    }

    private static JitProviderException Unreadable(string path, string option, Exception cause) =>
        cause is FileNotFoundException or DirectoryNotFoundException
            ? new(JitProviderErrorKind.Transient, $"{option} '{path}' does not exist; the platform has not written the token yet, or the path is wrong.", cause)
            : new(JitProviderErrorKind.Misconfigured, $"{option} '{path}' can't be read ({cause.GetType().Name}); let this process read it.", cause);
}
