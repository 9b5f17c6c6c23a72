namespace JitAccess.Vault.Http;

/// <summary>Reads bodies that are no longer than an answer of Vault can be.</summary>
internal static class BoundedBody
{
    public const int MaxLength = 1024 * 1024;

    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaxLength)
            throw TooLong();
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[4096];
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length > MaxLength)
                    throw TooLong();
                if (length == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
            }

            return buffer.AsMemory(0, length);
        }
    }

    private static InvalidDataException TooLong() => new($"The answer is longer than {MaxLength} bytes, which no answer of Vault's is.");
}
