using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Files;

/// <summary>Reads files of one setting per line: <c>.env</c>, <c>.ini</c>, properties, and the lines of YAML that hold a value.</summary>
internal static class LineSettings
{
    private static readonly string[] Prefixes = ["export ", "set ", "- ", "ENV "];

    public static List<Setting> Read(string text)
    {
        var settings = new List<Setting>();
        var section = string.Empty;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            ReadLine(text, start, end, settings, ref section);
            start = end + 1;
        }

        return settings;
    }

    private static void ReadLine(string text, int start, int end, List<Setting> settings, ref string section)
    {
        Trim(text, ref start, ref end);
        if (start == end || text[start] is '#' or ';' || (text[start] == '/' && text[end - 1] != '='))
            return;
        if (text[start] == '[' && text[end - 1] == ']')
        {
            section = text.Substring(start + 1, end - start - 2);
            return;
        }

        foreach (var prefix in Prefixes)
            if (end - start > prefix.Length && string.Compare(text, start, prefix, 0, prefix.Length, StringComparison.OrdinalIgnoreCase) == 0)
                start += prefix.Length;
        if (text[start] is '"' or '\'' && text[end - 1] == text[start])
        {
            start++;
            end--;
        }

        var separator = SeparatorIn(text, start, end);
        if (separator < 0)
            return;
        int keyStart = start, keyEnd = separator, valueStart = separator + 1;
        Trim(text, ref keyStart, ref keyEnd);
        TrimValue(text, ref valueStart, ref end);
        var key = text.Substring(keyStart, keyEnd - keyStart).Trim('"', '\'');
        if (key.Length == 0 || valueStart >= end || !IsKey(key))
            return;
        var name = key.Substring(Math.Max(key.LastIndexOf('.'), key.LastIndexOf(':')) + 1);
        if (name.LastIndexOf("__", StringComparison.Ordinal) is var nested and >= 0)
            name = name.Substring(nested + 2);
        settings.Add(new Setting(
            section.Length == 0 ? key : section + ":" + key, name, group: 0, text.Substring(valueStart, end - valueStart), TextSpan.FromBounds(valueStart, end)));
    }

    private static void TrimValue(string text, ref int start, ref int end)
    {
        Trim(text, ref start, ref end);
        if (start < end && text[start] is '"' or '\'')
        {
            var close = text.IndexOf(text[start], start + 1, end - start - 1);
            if (close > 0)
            {
                start++;
                end = close;
                return;
            }
        }

        var comment = text.IndexOf(" #", start, end - start, StringComparison.Ordinal);
        if (comment > 0)
            end = comment;
        Trim(text, ref start, ref end);
    }

    // KEY=value, key: value; a colon without a space belongs to the key or to an address.
    private static int SeparatorIn(string text, int start, int end)
    {
        for (var at = start; at < end; at++)
            if (text[at] == '=' || (text[at] == ':' && (at + 1 == end || text[at + 1] == ' ')))
                return at;
        return -1;
    }

    private static bool IsKey(string key)
    {
        foreach (var c in key)
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-' or '.' or ':'))
                return false;
        return true;
    }

    private static void Trim(string text, ref int start, ref int end)
    {
        while (start < end && (char.IsWhiteSpace(text[start]) || text[start] == '\uFEFF'))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
    }
}
