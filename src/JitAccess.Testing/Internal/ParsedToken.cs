using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace JitAccess.Testing.Internal;

/// <summary>A token taken apart: <c>host:port/?name=value&amp;…</c>, each name once, each value decoded once.</summary>
internal sealed class ParsedToken
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Action", "DBUser", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
        OptionalName,
    };

    private const string OptionalName = "X-Amz-Security-Token";

    private ParsedToken(string authority, Dictionary<string, string> parameters)
    {
        Authority = authority;
        Parameters = parameters;
        var colon = authority.LastIndexOf(':');
        Host = authority[..colon];
        Port = authority[(colon + 1)..];
    }

    public string Authority { get; }

    /// <summary>Gets the host as it is written: an IPv6 address in brackets.</summary>
    public string Host { get; }

    public string Port { get; }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public string? this[string name] => Parameters.GetValueOrDefault(name);

    public static bool TryParse(string token, [NotNullWhen(true)] out ParsedToken? parsed)
    {
        parsed = null;
        var query = token.IndexOf("/?", StringComparison.Ordinal);
        if (query <= 0 || token.AsSpan(0, query).LastIndexOf(':') <= 0 || token.AsSpan(0, query).ContainsAny('/', '@'))
            return false; // a scheme left in front is the usual mistake

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in token[(query + 2)..].Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !Names.Contains(pair[..equals]) || Decode(pair.AsSpan(equals + 1)) is not { } value ||
                !parameters.TryAdd(pair[..equals], value))
                return false;
        }

        if (parameters.Count != Names.Count - (parameters.ContainsKey(OptionalName) ? 0 : 1))
            return false;
        parsed = new ParsedToken(token[..query], parameters);
        return true;
    }

    /// <summary>Decodes once and strictly: each value has one spelling, the one that is signed; any other makes the token malformed.</summary>
    private static string? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' or '~')
                bytes[count++] = (byte)text[i];
            else if (text[i] == '%' && i + 2 < text.Length &&
                     byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
            {
                bytes[count++] = escaped;
                i += 2;
            }
            else
                return null;
        }

        try
        {
            var value = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, count);
            return text.SequenceEqual(Uri.EscapeDataString(value)) ? value : null; // not %2f for %2F, not %61 for a
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
