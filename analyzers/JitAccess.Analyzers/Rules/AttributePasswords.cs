using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Rules;

/// <summary>An attribute is given a password.</summary>
internal static class AttributePasswords
{
    public static void Analyze(SyntaxNodeAnalysisContext context, Reporter reporter)
    {
        var argument = (AttributeArgumentSyntax)context.Node;
        if (LiteralText.ValueOf(argument.Expression) is not { } text || !PasswordShape.LooksChosen(text) || NameOf(argument, context.SemanticModel) is not { } name)
            return;
        if (reporter.JudgeOf(argument.SyntaxTree).Condemns(text, Surroundings.Name, hosts: null))
            reporter.Report(
                context.ReportDiagnostic, Rule.PasswordValue, argument.Expression.GetLocation(), argument.Expression, context.ContainingSymbol,
                DiagnosticKinds.Value, name);
    }

    private static string? NameOf(AttributeArgumentSyntax argument, SemanticModel model)
    {
        var name = argument.NameEquals?.Name.Identifier.ValueText ?? argument.NameColon?.Name.Identifier.ValueText;
        if (name is null && argument.Parent is AttributeArgumentListSyntax { Parent: AttributeSyntax attribute } list)
        {
            var at = list.Arguments.IndexOf(argument);
            var parameters = (model.GetSymbolInfo(attribute).Symbol as IMethodSymbol)?.Parameters;
            name = parameters is { } all && at < all.Length ? all[at].Name : null;
            // The default of a member is a value of that member.
            if (attribute.Name.ToString() is "DefaultValue" or "DefaultValueAttribute")
                name = attribute.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Identifier.ValueText;
        }

        return name is not null && PasswordName.Matches(name) ? name : null;
    }
}
