using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Rules;

/// <summary>A method or property that is named for a password returns one.</summary>
internal static class MemberPasswords
{
    public static void Analyze(SyntaxNodeAnalysisContext context, Reporter reporter)
    {
        var (name, bodies) = context.Node switch
        {
            MethodDeclarationSyntax method => (method.Identifier.ValueText, (SyntaxNode?)method.ExpressionBody ?? method.Body),
            LocalFunctionStatementSyntax function => (function.Identifier.ValueText, (SyntaxNode?)function.ExpressionBody ?? function.Body),
            PropertyDeclarationSyntax property => (property.Identifier.ValueText, (SyntaxNode?)property.ExpressionBody ?? property.AccessorList),
            _ => (string.Empty, null),
        };
        if (bodies is null || !PasswordName.MayMatch(name) || !PasswordName.Matches(name))
            return;
        var judge = reporter.JudgeOf(context.Node.SyntaxTree);
        foreach (var value in ReturnedBy(bodies))
            foreach (var origin in Origins.Of(value, context.SemanticModel))
                if (judge.Condemns(origin.Text, Around.Of(context.ContainingSymbol?.ContainingType), hosts: null))
                    reporter.Report(
                        context.ReportDiagnostic, Rule.PasswordValue, origin.Node.GetLocation(), context.Node, context.ContainingSymbol,
                        DiagnosticKinds.Value, name);
    }

    private static IEnumerable<ExpressionSyntax> ReturnedBy(SyntaxNode body)
    {
        if (body is ArrowExpressionClauseSyntax arrow)
            yield return arrow.Expression;
        foreach (var node in body.DescendantNodes())
            if (node is ReturnStatementSyntax { Expression: { } value })
                yield return value;
            else if (node is ArrowExpressionClauseSyntax { Parent: AccessorDeclarationSyntax } getter)
                yield return getter.Expression;
    }
}
