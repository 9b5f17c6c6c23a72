using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Files;

/// <summary>The texts between quotes, with what they escape.</summary>
internal sealed partial class JsonSettings
{
    private string ReadText(out TextSpan span)
    {
        var start = ++_at;
        StringBuilder? unescaped = null;
        while (_at < text.Length && text[_at] is not ('"' or '\n'))
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                unescaped ??= new StringBuilder(text, start, _at - start, 256);
                unescaped.Append(ReadEscape());
            }
            else
            {
                unescaped?.Append(text[_at]);
                _at++;
            }
        }

        span = TextSpan.FromBounds(start, _at);
        _at++;
        return unescaped?.ToString() ?? text.Substring(span.Start, span.Length);
    }

    private char ReadEscape()
    {
        var escaped = text[_at + 1];
        _at += 2;
        if (escaped == 'u' && _at + 4 <= text.Length
            && int.TryParse(text.Substring(_at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
        {
            _at += 4;
            return (char)code;
        }

        return escaped switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => escaped,
        };
    }
}
