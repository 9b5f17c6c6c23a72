using System.Globalization;
using System.Text;
using JitAccess.Analyzers.Files;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Adds a connection string to the text of <c>appsettings.json</c>, and leaves everything else in it as it stands.</summary>
internal static class SettingsText
{
    private const string Section = "ConnectionStrings";
    private const string Indent = "  ";

    /// <summary>The text with the connection string; null where the file has no place for it that is certain.</summary>
    public static SourceText? WithConnectionString(SourceText source, string name, string value)
    {
        var text = source.ToString();
        var pair = $"{Quote(name)}: {Quote(value)}";
        int? first = null;
        foreach (var setting in new JsonSettings(text).Read())
        {
            if (!setting.Path.StartsWith(Section + ":", StringComparison.OrdinalIgnoreCase))
                continue;
            var key = setting.Path.Substring(Section.Length + 1);
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return setting.Value == value ? source : null;
            first ??= KeyBefore(text, key, setting.Span.Start - 1);
        }

        if (first is { } place)
            return Insert(source, place, pair + "," + SeparatorAt(source, place));
        return text.IndexOf($"\"{Section}\"", StringComparison.OrdinalIgnoreCase) < 0 && RootOf(text) is { } root ? Insert(source, root, NewSection(source, root, pair)) : null;
    }

    private static string NewSection(SourceText source, int root, string pair)
    {
        var newLine = PlannedChange.NewLineOf(source);
        var isEmpty = NextOf(source.ToString(), root) is '}';
        return $"{newLine}{Indent}\"{Section}\": {{{newLine}{Indent}{Indent}{pair}{newLine}{Indent}}}" + (isEmpty ? newLine : ",");
    }

    // The pair takes the line of the one that it precedes.
    private static string SeparatorAt(SourceText source, int key)
    {
        var indent = PlannedChange.IndentOf(source, key);
        return indent.Length > 0 ? PlannedChange.NewLineOf(source) + indent : " ";
    }

    // "key" : "value": from the value's quote back to that of its key.
    private static int? KeyBefore(string text, string key, int value)
    {
        var at = SpaceBefore(text, value);
        if (at == 0 || text[at - 1] != ':')
            return null;
        var start = SpaceBefore(text, at - 1) - key.Length - 2;
        return start > 0 && string.CompareOrdinal(text, start, "\"" + key + "\"", 0, key.Length + 2) == 0 ? start : null;
    }

    private static int SpaceBefore(string text, int end)
    {
        while (end > 0 && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }

    // Behind the brace that opens the file; a comment above it may hold another.
    private static int? RootOf(string text)
    {
        var open = text.IndexOf('{');
        return open >= 0 && text.Substring(0, open).Trim('\uFEFF', ' ', '\r', '\n', '\t').Length == 0 ? open + 1 : null;
    }

    private static char NextOf(string text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
            from++;
        return from < text.Length ? text[from] : '\0';
    }

    private static SourceText Insert(SourceText source, int at, string text) => source.WithChanges(new TextChange(new TextSpan(at, 0), text));

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                < ' ' => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        return quoted.Append('"').ToString();
    }
}
