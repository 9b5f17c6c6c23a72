using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Puts the default credential chain in the place of a key: roles on AWS, <c>aws sso login</c> on laptops.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class DefaultChainFix : CodeFixProvider
{
    private const string Title = "Use the default credential chain of the AWS SDK";

    // Version 4 of the SDK, and version 3.
    private static readonly (string Type, string Call)[] Chains =
    [
        ("Amazon.Runtime.Credentials.DefaultAWSCredentialsIdentityResolver", "Amazon.Runtime.Credentials.DefaultAWSCredentialsIdentityResolver.GetCredentials()"),
        ("Amazon.Runtime.FallbackCredentialsFactory", "Amazon.Runtime.FallbackCredentialsFactory.GetCredentials()"),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(RuleIds.AccessKeyIdInSource, RuleIds.SecretAccessKeyInSource, RuleIds.LongLivedCredentials, RuleIds.ExampleKey);

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
            var creation = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>();
            if (creation is null || ReplacementOf(creation, model) is not { } replacement)
                continue;
            var fixedDocument = context.Document.WithSyntaxRoot(root.ReplaceNode(
                creation, replacement.WithTriviaFrom(creation).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation)));
            if (await FixValidation.CompilesAsync(context.Document, fixedDocument, context.CancellationToken).ConfigureAwait(false))
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(fixedDocument), equivalenceKey: Title), diagnostic);
        }
    }

    private static ExpressionSyntax? ReplacementOf(BaseObjectCreationExpressionSyntax creation, SemanticModel model)
    {
        if (model.GetTypeInfo(creation).Type is not { } type || model.GetSymbolInfo(creation).Symbol is not IMethodSymbol constructor
            || !type.ContainingAssembly.Name.StartsWith("AWSSDK.", StringComparison.Ordinal))
            return null;
        if (type.Name is "BasicAWSCredentials" or "SessionAWSCredentials")
        {
            foreach (var (name, call) in Chains)
                if (model.Compilation.GetTypeByMetadataName(name) is not null)
                    return SyntaxFactory.ParseExpression(call);
            return null;
        }

        return creation.ArgumentList is { } arguments ? creation.WithArgumentList(WithoutKeys(arguments, constructor)) : null;
    }

    // A client without keys asks the chain by itself.
    private static ArgumentListSyntax WithoutKeys(ArgumentListSyntax arguments, IMethodSymbol constructor)
    {
        var kept = new List<ArgumentSyntax>();
        for (var i = 0; i < arguments.Arguments.Count; i++)
        {
            var name = arguments.Arguments[i].NameColon?.Name.Identifier.ValueText ?? (i < constructor.Parameters.Length ? constructor.Parameters[i].Name : string.Empty);
            if (!name.StartsWith("awsAccessKey", StringComparison.Ordinal) && !name.StartsWith("awsSecret", StringComparison.Ordinal) && !name.StartsWith("awsSession", StringComparison.Ordinal))
                kept.Add(arguments.Arguments[i].WithoutTrivia());
        }

        return SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(kept));
    }
}
