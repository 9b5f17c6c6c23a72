using System.Buffers;

namespace JitAccess.Aws.Signing;

/// <summary>Writes the host as it is signed and printed: lower-case, without a trailing dot, an IPv6 address in brackets.</summary>
internal static class SignedHost
{
    /// <summary>The longest DNS name, brackets, a colon and five digits.</summary>
    public const int MaxLength = MaxName + 2 + 1 + 5;

    private const int MaxName = 253;

    // Anything else, a slash or a line break above all, would put words into the request that is signed.
    private static SearchValues<char> Allowed { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:");

    public static int Write(string name, int? port, Span<byte> buffer)
    {
        var host = name.AsSpan();
        if (host is [.. var withoutDot, '.'])
            host = withoutDot;
        if (host.Length is 0 or > MaxName || host.ContainsAnyExcept(Allowed))
            throw new ArgumentException($"'{name}' is no host name that a token can be signed for.", nameof(name));

        var isIPv6 = host.Contains(':');
        var writer = new AsciiWriter(buffer);
        writer.Write(isIPv6 ? "["u8 : default);
        writer.WriteLower(host);
        writer.Write(isIPv6 ? "]"u8 : default);
        if (port is { } number)
        {
            writer.Write(":"u8);
            writer.Write(number);
        }

        return writer.Position;
    }
}
