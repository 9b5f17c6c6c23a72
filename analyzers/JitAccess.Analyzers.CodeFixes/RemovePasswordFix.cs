using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Takes the password, or Persist Security Info, out of a connection string.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemovePasswordFix : PlannedFix
{
    private const string RemovePassword = "Take the password out of the connection string";
    private const string RemovePersistence = "Take Persist Security Info out of the connection string";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ConnectionStringPassword, RuleIds.PersistSecurityInfo);

    private protected override IEnumerable<FixPlan> Propose(FixSite site)
    {
        if (site.Kind != DiagnosticKinds.Pair || (site.Node is not InterpolatedStringTextSyntax && site.Literal is null))
            yield break;
        var isPersistence = site.Diagnostic.Id == RuleIds.PersistSecurityInfo;
        var value = isPersistence ? ValueOf(site.Source, site.Span) : site.Span;
        if (PasswordRemoval.Of(site.Source, (site.Literal ?? site.Node).Span, value) is { } removed)
            yield return new FixPlan(isPersistence ? RemovePersistence : RemovePassword, new TextChange(removed, string.Empty));
    }

    private static TextSpan ValueOf(SourceText source, TextSpan pair)
    {
        var equals = source.ToString(pair).IndexOf('=');
        return TextSpan.FromBounds(pair.Start + equals + 1, pair.End);
    }
}
