using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.Values;

/// <summary>What declarations give to what they declare.</summary>
internal sealed partial class OriginWalk
{
    private void AddDeclared(ISymbol symbol, IOperation use, int depth)
    {
        if (symbol.DeclaringSyntaxReferences.Length == 0)
        {
            if (use.ConstantValue is { HasValue: true, Value: string text })
                _found.Add(new Origin(use.Syntax, text));
            return;
        }

        foreach (var reference in symbol.DeclaringSyntaxReferences)
            if (ValueOf(reference.GetSyntax()) is { } value)
                AddSyntax(value, use, symbol, depth);
    }

    // The value may stand in another file, whose model an analyzer must not ask for; what is written there is nearly always a literal.
    private void AddSyntax(ExpressionSyntax value, IOperation use, ISymbol symbol, int depth)
    {
        if (_steps < MaximumSteps && use.SemanticModel is { } model && model.SyntaxTree == value.SyntaxTree)
        {
            var before = _found.Count;
            Add(model.GetOperation(value), depth);
            if (_found.Count > before)
                return;
        }

        switch (value)
        {
            case LiteralExpressionSyntax literal when LiteralText.ValueOf(literal) is { } text:
                _found.Add(new Origin(literal, text));
                break;
            case ParenthesizedExpressionSyntax parenthesized:
                AddSyntax(parenthesized.Expression, use, symbol, depth);
                break;
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.CoalesceExpression):
                AddSyntax(binary.Right, use, symbol, depth);
                break;
            case ConditionalExpressionSyntax conditional:
                AddSyntax(conditional.WhenTrue, use, symbol, depth);
                AddSyntax(conditional.WhenFalse, use, symbol, depth);
                break;
            default:
                if (symbol is IFieldSymbol { HasConstantValue: true, ConstantValue: string constant })
                    _found.Add(new Origin(value, constant));
                break;
        }
    }

    private static ExpressionSyntax? ValueOf(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax declarator => declarator.Initializer?.Value,
        PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => value,
        PropertyDeclarationSyntax { Initializer.Value: var value } => value,
        PropertyDeclarationSyntax { AccessorList.Accessors: { Count: > 0 } accessors } =>
            accessors[0].ExpressionBody?.Expression ?? OnlyReturn(accessors[0].Body),
        MethodDeclarationSyntax method => method.ExpressionBody?.Expression ?? OnlyReturn(method.Body),
        LocalFunctionStatementSyntax function => function.ExpressionBody?.Expression ?? OnlyReturn(function.Body),
        _ => null,
    };

    private static ExpressionSyntax? OnlyReturn(BlockSyntax? body) =>
        body is { Statements: { Count: 1 } statements } && statements[0] is ReturnStatementSyntax { Expression: { } value } ? value : null;
}
