using System.Text;

namespace JitAccess.Aws.SignIn;

/// <summary>As much of an HTTP request as a redirect has: its first line, and for whom it is.</summary>
internal sealed record RedirectRequest(string Method, string Path, string Query, string? Host)
{
    private const int MaxLength = 16 * 1024;
    private static readonly byte[] End = "\r\n\r\n"u8.ToArray();

    /// <summary>Reads a request; nothing where it is none.</summary>
    public static async Task<RedirectRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxLength];
        var length = 0;
        while (buffer.AsSpan(0, length).IndexOf(End) < 0)
        {
            if (length == MaxLength || await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is not (> 0 and var read))
                return null;
            length += read;
        }

        var lines = Encoding.Latin1.GetString(buffer, 0, length).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"])
            return null;
        var hosts = lines.Where(static l => l.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)).Select(static l => l[5..].Trim()).ToArray();
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return new RedirectRequest(
            method, question < 0 ? target : target[..question], question < 0 ? "" : target[(question + 1)..], hosts is [var host] ? host : null);
    }

    /// <summary>Writes an answer that no page can do anything with.</summary>
    public static byte[] Answer(string status, string text)
    {
        var body = $"<!doctype html><meta charset=utf-8><title>JitAccess</title><p>{text}</p>";
        return Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n"
            + $"Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'\r\n\r\n{body}");
    }
}
