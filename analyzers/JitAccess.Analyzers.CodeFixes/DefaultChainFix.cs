using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Puts the default credential chain, or IAM Identity Center, in the place of a key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class DefaultChainFix : PlannedFix
{
    private const string Title = "Use the default credential chain of the AWS SDK";

    // Version 4 of the SDK, and version 3.
    private static readonly string[] Chains = ["Amazon.Runtime.Credentials.DefaultAWSCredentialsIdentityResolver", "Amazon.Runtime.FallbackCredentialsFactory"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(RuleIds.AccessKeyIdInSource, RuleIds.SecretAccessKeyInSource, RuleIds.LongLivedCredentials, RuleIds.ExampleKey);

    private protected override IEnumerable<FixPlan> Propose(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { } creation || site.Model.GetTypeInfo(creation).Type is not { } type
            || site.Model.GetSymbolInfo(creation).Symbol is not IMethodSymbol constructor
            || !type.ContainingAssembly.Name.StartsWith("AWSSDK.", StringComparison.Ordinal))
            yield break;
        if (type.Name is not ("BasicAWSCredentials" or "SessionAWSCredentials"))
        {
            if (creation.ArgumentList is { } arguments)
                yield return new FixPlan(Title, new TextChange(arguments.Span, WithoutKeys(arguments, constructor)));
            yield break;
        }

        foreach (var chain in Chains)
            if (site.NameOf(chain) is { } name)
                yield return new FixPlan(Title, new TextChange(creation.Span, name + ".GetCredentials()"));
        foreach (var plan in IdentityCenter.Propose(site, creation))
            yield return plan;
    }

    // A client without keys asks the chain by itself.
    private static string WithoutKeys(ArgumentListSyntax arguments, IMethodSymbol constructor)
    {
        var kept = new List<string>();
        for (var i = 0; i < arguments.Arguments.Count; i++)
        {
            var argument = arguments.Arguments[i];
            var name = argument.NameColon?.Name.Identifier.ValueText ?? (i < constructor.Parameters.Length ? constructor.Parameters[i].Name : string.Empty);
            if (!IsOfKey(name))
                kept.Add(argument.ToString());
        }

        return "(" + string.Join(", ", kept) + ")";
    }

    private static bool IsOfKey(string parameter) =>
        parameter.StartsWith("awsAccessKey", StringComparison.Ordinal) || parameter.StartsWith("awsSecret", StringComparison.Ordinal)
        || parameter.StartsWith("awsSession", StringComparison.Ordinal);
}
