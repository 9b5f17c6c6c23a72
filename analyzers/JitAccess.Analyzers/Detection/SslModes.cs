namespace JitAccess.Analyzers.Detection;

/// <summary>The TLS modes of Npgsql that do not prove which server answers.</summary>
internal static class SslModes
{
    private static readonly string[] Weak = ["Disable", "Allow", "Prefer", "Require", "VerifyCA"];
    private static readonly string[] Keys = ["SSL Mode", "SslMode"];

    public static bool IsWeak(string mode) => Array.IndexOf(Weak, mode) >= 0;

    /// <summary>The weak mode that a connection string sets, or null.</summary>
    public static string? WeakIn(string text)
    {
        foreach (var key in Keys)
        {
            var at = text.IndexOf(key, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                continue;
            var equals = at + key.Length;
            while (equals < text.Length && text[equals] == ' ')
                equals++;
            if (equals >= text.Length || text[equals] != '=')
                continue;
            var end = text.IndexOf(';', equals);
            var value = text.Substring(equals + 1, (end < 0 ? text.Length : end) - equals - 1).Trim().Replace("-", string.Empty);
            foreach (var weak in Weak)
                if (weak.Equals(value, StringComparison.OrdinalIgnoreCase))
                    return weak;
        }

        return null;
    }
}
