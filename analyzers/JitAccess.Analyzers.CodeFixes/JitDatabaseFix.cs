using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Turns a registration with a password into <c>AddJitDatabase</c>; where its package is missing, says which to add.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class JitDatabaseFix : CodeFixProvider
{
    private const string Title = "Mint a credential for each login (AddJitDatabase)";
    private const string MissingTitle = "Say which packages mint credentials (JitAccess.Npgsql, JitAccess.Aws)";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ConnectionStringPassword);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var literal = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<LiteralExpressionSyntax>();
            if (literal is null || literal.Span == diagnostic.Location.SourceSpan || JitRegistration.Of(literal, model) is not { } registration)
                continue;
            var source = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
            if (PasswordRemoval.Of(source, literal.Span, diagnostic.Location.SourceSpan) is not { } password)
                continue;
            var isMissing = model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.DependencyInjection.AwsJitDatabaseBuilderExtensions") is null
                || model.Compilation.GetTypeByMetadataName("JitAccess.JitDatabase") is null;
            var text = source.ToString(literal.Span).Remove(password.Start - literal.SpanStart, password.Length);
            var fixedDocument = context.Document.WithText(isMissing ? registration.Explain(source) : registration.Replace(source, text));
            var title = isMissing ? MissingTitle : Title;
            if (await FixValidation.CompilesAsync(context.Document, fixedDocument, context.CancellationToken).ConfigureAwait(false))
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(fixedDocument), equivalenceKey: title), diagnostic);
        }
    }
}
