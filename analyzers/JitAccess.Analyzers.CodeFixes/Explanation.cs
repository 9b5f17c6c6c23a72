using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>A comment that says what a fix cannot do by itself.</summary>
internal static class Explanation
{
    /// <summary>The comment above the statement or member that a node belongs to; null where it stands there already.</summary>
    public static TextChange? Before(FixSite site, SyntaxNode node, string text)
    {
        var place = node.FirstAncestorOrSelf<SyntaxNode>(n => n is (StatementSyntax and not BlockSyntax) or MemberDeclarationSyntax);
        if (place is null || site.Source.ToString(place.FullSpan).Contains(text))
            return null;
        return new TextChange(
            new TextSpan(place.SpanStart, 0), "// " + text + PlannedChange.NewLineOf(site.Source) + PlannedChange.IndentOf(site.Source, place.SpanStart));
    }
}
