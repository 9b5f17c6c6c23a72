using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.Values;

/// <summary>A constant that ends in <c>Password=</c>, or has a place for it, gets its password where it is used.</summary>
internal static class Templates
{
    public static IEnumerable<ExpressionSyntax> UsesOf(ExpressionSyntax template, SemanticModel model)
    {
        if (template.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } || !IsOpen(template))
            yield break;
        var name = declarator.Identifier.ValueText;
        SyntaxNode? scope = declarator.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        scope ??= declarator.FirstAncestorOrSelf<CompilationUnitSyntax>();
        var symbol = model.GetDeclaredSymbol(declarator);
        if (scope is null || symbol is null)
            yield break;
        foreach (var node in scope.DescendantNodes())
            if (node is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(identifier).Symbol, symbol))
            {
                ExpressionSyntax use = identifier.Parent is MemberAccessExpressionSyntax access && access.Name == identifier ? access : identifier;
                var top = TextFolder.TopOf(use);
                if (top != use)
                    yield return top;
            }
    }

    private static bool IsOpen(ExpressionSyntax template) =>
        LiteralText.ValueOf(template) is { } text && (text.EndsWith("=", StringComparison.Ordinal) || text.IndexOf('{') >= 0);
}
