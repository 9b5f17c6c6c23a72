using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Detection;

/// <summary>Finds the password in <c>scheme://user:password@host</c>.</summary>
internal static class ConnectionUri
{
    private const string SchemeEnd = "://";

    public static bool MayHoldPassword(string text)
    {
        var scheme = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        return scheme > 0 && text.IndexOf('@', scheme) > 0;
    }

    public static void FindPasswords(string text, List<FoundPassword> found)
    {
        for (var at = text.IndexOf(SchemeEnd, StringComparison.Ordinal); at > 0; at = text.IndexOf(SchemeEnd, at + 1, StringComparison.Ordinal))
        {
            var start = at + SchemeEnd.Length;
            var end = start;
            while (end < text.Length && text[end] is not ('/' or '?' or '#' or '"' or '\'' or '`' or '<' or '>' or '\\') && !char.IsWhiteSpace(text[end]))
                end++;
            var host = start < end ? text.LastIndexOf('@', end - 1, end - start) : -1;
            var colon = host > start ? text.IndexOf(':', start, host - start) : -1;
            if (colon < 0)
                continue;
            var value = TextSpan.FromBounds(colon + 1, host);
            var isWeb = SchemeOf(text, at) is "http" or "https" or "git" or "ws" or "wss";
            found.Add(new FoundPassword(
                value, text.Substring(value.Start, value.Length), isWeb ? Surroundings.Name : Surroundings.Connection, text.Substring(host + 1, end - host - 1)));
        }
    }

    private static string SchemeOf(string text, int end)
    {
        var start = end;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '+' or '-' or '.'))
            start--;
        return text.Substring(start, end - start).ToLowerInvariant();
    }
}
