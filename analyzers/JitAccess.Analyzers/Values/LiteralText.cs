using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Values;

/// <summary>The value of a literal, and where a part of the value stands in the source.</summary>
internal static class LiteralText
{
    /// <summary>The value of a literal of text, or null. Allocates nothing: the token holds it.</summary>
    public static string? ValueOf(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax { Token: var token } when IsText(token) => token.ValueText,
        InterpolatedStringTextSyntax text => text.TextToken.ValueText,
        _ => null,
    };

    /// <summary>The place of a part of a value; of the whole literal, where escapes hide the part.</summary>
    public static Location Locate(SyntaxNode node, string value, TextSpan part)
    {
        var source = node.ToString();
        var wanted = value.Substring(part.Start, part.Length);
        if (wanted.Length == 0)
            return node.GetLocation();
        var found = -1;
        // The same text may stand in the literal more than once.
        for (var at = value.IndexOf(wanted, StringComparison.Ordinal); at >= 0 && at <= part.Start; at = value.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            found = source.IndexOf(wanted, found + 1, StringComparison.Ordinal);
            if (found < 0)
                return node.GetLocation();
        }

        return Location.Create(node.SyntaxTree, new TextSpan(node.SpanStart + found, wanted.Length));
    }

    private static bool IsText(SyntaxToken token) => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
        or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.Utf8SingleLineRawStringLiteralToken
        or SyntaxKind.Utf8MultiLineRawStringLiteralToken or SyntaxKind.CharacterLiteralToken;
}
