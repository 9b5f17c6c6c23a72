using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Takes the password, or Persist Security Info, out of a connection string.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemovePasswordFix : CodeFixProvider
{
    private const string RemovePassword = "Take the password out of the connection string";
    private const string RemovePersistence = "Take Persist Security Info out of the connection string";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ConnectionStringPassword, RuleIds.PersistSecurityInfo);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var source = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(DiagnosticKinds.Key, out var kind) || kind != DiagnosticKinds.Pair || LiteralAt(root, diagnostic) is not { } literal)
                continue;
            var isPersistence = diagnostic.Id == RuleIds.PersistSecurityInfo;
            var value = isPersistence ? ValueOf(source, diagnostic.Location.SourceSpan) : diagnostic.Location.SourceSpan;
            if (PasswordRemoval.Of(source, literal, value) is not { } removed)
                continue;
            var title = isPersistence ? RemovePersistence : RemovePassword;
            context.RegisterCodeFix(
                CodeAction.Create(title, _ => Task.FromResult(context.Document.WithText(source.Replace(removed, string.Empty))), equivalenceKey: title),
                diagnostic);
        }
    }

    // A part of a literal: the finding of a whole one says that escapes hide where the password stands.
    private static TextSpan? LiteralAt(SyntaxNode? root, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        var node = root?.FindNode(span, getInnermostNodeForTie: true);
        return node is InterpolatedStringTextSyntax or LiteralExpressionSyntax && node.Span != span ? node.Span : null;
    }

    private static TextSpan ValueOf(SourceText source, TextSpan pair)
    {
        var equals = source.ToString(pair).IndexOf('=');
        return TextSpan.FromBounds(pair.Start + equals + 1, pair.End);
    }
}
