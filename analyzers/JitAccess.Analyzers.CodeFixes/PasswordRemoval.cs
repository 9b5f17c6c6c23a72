using JitAccess.Analyzers.Detection;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Takes a password out of the source of a connection string: its pair, or what follows the user's name in an address.</summary>
internal static class PasswordRemoval
{
    /// <summary>What to delete so that the password that stands at a place is gone; null where the text around it is neither a pair nor an address.</summary>
    public static TextSpan? Of(SourceText source, TextSpan literal, TextSpan value)
    {
        int start = value.Start, end = value.End;
        if (start > literal.Start && end < literal.End && source[start - 1] is '\'' && source[end] == source[start - 1])
        {
            start--;
            end++;
        }

        while (start > literal.Start && source[start - 1] == ' ')
            start--;
        if (start <= literal.Start + 1)
            return null;
        return source[start - 1] switch
        {
            '=' => Pair(source, literal, start - 1, end),
            ':' when end < literal.End && source[end] == '@' => TextSpan.FromBounds(start - 1, end),
            _ => null,
        };
    }

    /// <summary>The literal as it is written, without its password; null if another would be left in it.</summary>
    public static string? WithoutPassword(SourceText source, LiteralExpressionSyntax literal, TextSpan value)
    {
        if (Of(source, literal.Span, value) is not { } password)
            return null;
        var text = source.ToString(literal.Span).Remove(password.Start - literal.SpanStart, password.Length);
        return ValueOf(text) is { } left && !ConnectionText.FindPasswords(left).Any(p => p.Value.Length > 0) ? text : null;
    }

    /// <summary>What a literal says.</summary>
    public static string? ValueOf(string literal) => (SyntaxFactory.ParseExpression(literal) as LiteralExpressionSyntax)?.Token.ValueText;

    private static TextSpan? Pair(SourceText source, TextSpan literal, int equals, int end)
    {
        var start = equals;
        while (start > literal.Start && (char.IsLetter(source[start - 1]) || source[start - 1] is ' ' or '_'))
            start--;
        while (start < equals && source[start] == ' ')
            start++;
        var after = end;
        while (after < literal.End && source[after] == ' ')
            after++;
        // "…;Password=x;…" and "…;Password=x": one separator goes with the pair.
        if (after < literal.End && source[after] is ';' or ',')
            return TextSpan.FromBounds(start, after + 1);
        if (start > literal.Start && source[start - 1] is ';' or ',')
            return TextSpan.FromBounds(start - 1, end);
        return start > literal.Start && source[start - 1] is '&' or '?' ? null : TextSpan.FromBounds(start, end);
    }
}
