using System.Net;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Files;

/// <summary>Reads XML of settings: attributes, and the text of elements. What is not well-formed is read as far as it goes.</summary>
internal sealed class XmlSettings(string text)
{
    private readonly List<Setting> _settings = [];
    private readonly Stack<(string Element, string? Name)> _open = new();
    private int _groups;

    public List<Setting> Read()
    {
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('<', at);
            if (open < 0)
                break;
            AddText(at, open);
            if (StartsWith(open, "<!--"))
                at = After(open, "-->");
            else if (StartsWith(open, "<![CDATA["))
                at = ReadData(open);
            else if (open + 1 < text.Length && text[open + 1] is '?' or '!')
                at = After(open, ">");
            else if (open + 1 < text.Length && text[open + 1] == '/')
                at = Close(open);
            else
                at = ReadElement(open);
        }

        return _settings;
    }

    private int ReadElement(int open)
    {
        var at = open + 1;
        var element = ReadName(ref at);
        var attributes = new List<(string Name, string Value, TextSpan Span)>();
        while (at < text.Length && text[at] is not '>')
        {
            if (char.IsWhiteSpace(text[at]) || text[at] == '/')
            {
                at++;
                continue;
            }

            var name = ReadName(ref at);
            var quote = name.Length == 0 ? -1 : text.IndexOfAny(['"', '\'', '>'], at);
            if (quote < 0 || text[quote] == '>')
            {
                at = name.Length == 0 ? at + 1 : at;
                if (name.Length > 0 && quote < 0)
                    break;
                continue;
            }

            var end = text.IndexOf(text[quote], quote + 1);
            if (end < 0)
                return text.Length;
            var span = TextSpan.FromBounds(quote + 1, end);
            attributes.Add((name, Decode(span), span));
            at = end + 1;
        }

        AddAttributes(element, attributes);
        if (at > 0 && at < text.Length && text[at - 1] != '/')
            _open.Push((element, NameIn(attributes)));
        return at + 1;
    }

    // <add key="DbPassword" value="…" />: one attribute names the other. <network host="…" password="…" />: each names itself.
    private void AddAttributes(string element, List<(string Name, string Value, TextSpan Span)> attributes)
    {
        var group = ++_groups;
        var given = NameIn(attributes);
        foreach (var (name, value, span) in attributes)
        {
            var isNamed = given is not null && name.Equals("value", StringComparison.OrdinalIgnoreCase);
            _settings.Add(new Setting(element + ":" + (given ?? string.Empty) + ":" + name, isNamed ? given! : name, group, value, span));
        }
    }

    private void AddText(int start, int end)
    {
        if (_open.Count == 0)
            return;
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        if (start == end)
            return;
        var (element, name) = _open.Peek();
        // <setting name="DbPassword"><value>…</value></setting>
        if (element.Equals("value", StringComparison.OrdinalIgnoreCase) && name is null && _open.Count > 1)
            (element, name) = _open.ElementAt(1);
        var span = TextSpan.FromBounds(start, end);
        _settings.Add(new Setting(element, name ?? element, group: 0, Decode(span), span));
    }

    private int ReadData(int open)
    {
        var start = open + "<![CDATA[".Length;
        var end = text.IndexOf("]]>", start, StringComparison.Ordinal);
        if (end < 0)
            return text.Length;
        AddText(start, end);
        return end + 3;
    }

    private int Close(int open)
    {
        if (_open.Count > 0)
            _open.Pop();
        return After(open, ">");
    }

    private string ReadName(ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.' or ':'))
            at++;
        return text.Substring(start, at - start);
    }

    private static string? NameIn(List<(string Name, string Value, TextSpan Span)> attributes)
    {
        foreach (var (name, value, _) in attributes)
            if (name.Equals("key", StringComparison.OrdinalIgnoreCase) || name.Equals("name", StringComparison.OrdinalIgnoreCase))
                return value;
        return null;
    }

    private string Decode(TextSpan span)
    {
        var raw = text.Substring(span.Start, span.Length);
        return raw.IndexOf('&') < 0 ? raw : WebUtility.HtmlDecode(raw);
    }

    private bool StartsWith(int at, string start) => string.CompareOrdinal(text, at, start, 0, start.Length) == 0;

    private int After(int from, string end)
    {
        var at = text.IndexOf(end, from, StringComparison.Ordinal);
        return at < 0 ? text.Length : at + end.Length;
    }
}
