using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Detection;

/// <summary>The line, or the quoted part of it, that one connection string fills, and what separates its pairs.</summary>
internal readonly struct Region
{
    private const char NoSeparator = '\0';
    private readonly string _text;
    private readonly int _start;
    private readonly int _end;
    private readonly char _separator;

    private Region(string text, int start, int end, char separator)
    {
        _text = text;
        _start = start;
        _end = end;
        _separator = separator;
    }

    public static Region Around(string text, int at)
    {
        int start = at, end = at;
        while (start > 0 && !IsBorder(text, start - 1, at))
            start--;
        while (end < text.Length && text[end] is not ('\n' or '\r'))
            end++;
        var quote = text.IndexOf('"', at, end - at);
        // A quote that does not open the value closes the text that the connection string stands in.
        if (quote >= 0 && !IsOnlySpace(text, at + 1, quote))
            end = quote > at && text[quote - 1] == '\\' ? quote - 1 : quote;
        return new Region(text, start, end, SeparatorOf(text, start, at, end));
    }

    public int StartOfKey(int equals)
    {
        var start = equals;
        while (start > _start && _text[start - 1] is not (';' or ',' or '&' or '?' or '"' or '\'' or '(' or '{' or '|' or '=' or '\t' or '@' or '<' or '>' or '/'
            or ConnectionText.Hole))
            start--;
        return start;
    }

    public TextSpan ReadValue(int from)
    {
        // "user=app password= …": a space ends the pair that it separates.
        while (from < _end && _text[from] == ' ' && _separator is not (' ' or NoSeparator))
            from++;
        if (from < _text.Length && _text[from] is '\'' or '"')
        {
            var close = from + 1 >= _text.Length ? -1 : _text.IndexOf(_text[from], from + 1);
            return TextSpan.FromBounds(from + 1, close > from ? close : Math.Max(from + 1, _end));
        }

        var end = from;
        while (end < _end && _text[end] != _separator && !(_separator is NoSeparator or ' ' or '&' && char.IsWhiteSpace(_text[end])))
            end++;
        while (end > from && char.IsWhiteSpace(_text[end - 1]))
            end--;
        return TextSpan.FromBounds(from, end);
    }

    /// <summary>What the other pairs say: that this is a connection string, and to which servers.</summary>
    public Surroundings Describe(out string? hosts)
    {
        hosts = null;
        var surroundings = Surroundings.Name;
        if (_separator == NoSeparator)
            return surroundings;
        for (var start = _start; start < _end;)
        {
            var end = _text.IndexOf(_separator, start, _end - start);
            if (end < 0)
                end = _end;
            var equals = _text.IndexOf('=', start, end - start);
            if (equals > start)
            {
                var key = KeyBefore(start, equals);
                if (ConnectionKeys.IsKnown(key) && _separator != '&')
                    surroundings = Surroundings.Connection;
                if (ConnectionKeys.IsHost(key))
                    hosts ??= _text.Substring(equals + 1, end - equals - 1).Trim();
            }
            else if (_separator == ',' && start == _start && end > start)
            {
                // StackExchange.Redis: "cache:6379,password=…"; RabbitMQ's clients write pairs only.
                surroundings = Surroundings.Connection;
                hosts ??= _text.Substring(start, end - start).Trim();
            }

            start = end + 1;
        }

        return surroundings;
    }

    private string KeyBefore(int start, int equals)
    {
        var key = _text.Substring(start, equals - start);
        var quote = key.LastIndexOfAny(['"', '\'', '(', '>', ':']);
        key = (quote >= 0 ? key.Substring(quote + 1) : key).Trim();
        var normal = ConnectionKeys.Normalize(key);
        // "e.g. Host=…": a text leads to the first pair.
        return ConnectionKeys.IsKnown(normal) ? normal : ConnectionKeys.Normalize(key.Substring(key.LastIndexOf(' ') + 1));
    }

    private static bool IsBorder(string text, int at, int equals) =>
        text[at] is '\n' or '\r' || (text[at] == '"' && !IsQuotedValue(text, at, equals));

    // Application Name="a";Password=… : a quote that opens or closes a value is no border.
    private static bool IsQuotedValue(string text, int at, int equals)
    {
        if (at > 0 && text[at - 1] == '=')
            return true;
        return at + 1 < equals && text[at + 1] == ';' && text.LastIndexOf("=\"", at, StringComparison.Ordinal) is var open and >= 0
            && text.IndexOf('"', open + 2) == at;
    }

    private static char SeparatorOf(string text, int start, int at, int end)
    {
        if (text.IndexOf(';', start, end - start) >= 0)
            return ';';
        var keyStart = at;
        while (keyStart > start && (char.IsLetterOrDigit(text[keyStart - 1]) || text[keyStart - 1] is '_' or '-'))
            keyStart--;
        var before = keyStart > start ? text[keyStart - 1] : NoSeparator;
        if (before is '&' or '?' || (before == NoSeparator && text.IndexOf('&', at, end - at) > 0))
            return '&';
        if (before == ',' || (before == NoSeparator && text.IndexOf(',', at, end - at) > 0 && text.IndexOf('=', at + 1, end - at - 1) > 0))
            return ',';
        return text.IndexOf(' ', start, end - start) >= 0 ? ' ' : NoSeparator;
    }

    private static bool IsOnlySpace(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
            if (text[i] != ' ')
                return false;
        return true;
    }
}
