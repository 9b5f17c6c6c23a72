using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.Values;

/// <summary>Puts together what code puts together: concatenation, interpolation, <c>string.Format</c>, <c>Concat</c>, <c>Join</c>, a string builder.</summary>
internal readonly partial struct TextFolder(SemanticModel model)
{
    /// <summary>The largest expression of text that a literal is a part of.</summary>
    public static ExpressionSyntax TopOf(SyntaxNode literal)
    {
        var top = literal is InterpolatedStringTextSyntax { Parent: InterpolatedStringExpressionSyntax whole } ? whole : (ExpressionSyntax)literal;
        while (true)
        {
            switch (top.Parent)
            {
                case ParenthesizedExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression }:
                    top = (ExpressionSyntax)top.Parent;
                    continue;
                case InterpolationSyntax { Parent: InterpolatedStringExpressionSyntax outer }:
                    top = outer;
                    continue;
                case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } when KindOf(call) is CallKind.Format or CallKind.Concat or CallKind.Join:
                    top = call;
                    continue;
                case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } when KindOf(call) == CallKind.Append:
                    return BuilderChain.TopOf(call);
                default:
                    return top;
            }
        }
    }

    public FoldedText Fold(ExpressionSyntax top)
    {
        var text = new FoldedText();
        Add(top, text);
        if (top is InvocationExpressionSyntax call && KindOf(call) == CallKind.Append)
            foreach (var next in BuilderChain.FollowingOf(call))
                Add(next, text);
        return text;
    }

    private void Add(ExpressionSyntax expression, FoldedText text)
    {
        if (LiteralText.ValueOf(expression) is { } literal)
        {
            text.AddKnown(expression, literal);
            return;
        }

        switch (expression)
        {
            case ParenthesizedExpressionSyntax parenthesized:
                Add(parenthesized.Expression, text);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                AddSum(sum, text);
                break;
            case InterpolatedStringExpressionSyntax interpolated:
                AddInterpolated(interpolated, text);
                break;
            case InvocationExpressionSyntax call when KindOf(call) != CallKind.Other:
                AddCall(call, text);
                break;
            default:
                AddValue(expression, text);
                break;
        }
    }

    // In a loop: a text may be put together of thousands of lines, and each would take a part of the stack.
    private void AddSum(BinaryExpressionSyntax sum, FoldedText text)
    {
        var operands = new Stack<ExpressionSyntax>();
        ExpressionSyntax current = sum;
        for (; current is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } left; current = left.Left)
            operands.Push(left.Right);
        Add(current, text);
        while (operands.Count > 0)
            Add(operands.Pop(), text);
    }

    private void AddInterpolated(InterpolatedStringExpressionSyntax interpolated, FoldedText text)
    {
        foreach (var content in interpolated.Contents)
            if (content is InterpolatedStringTextSyntax part)
                text.AddKnown(part, part.TextToken.ValueText);
            else if (content is InterpolationSyntax interpolation)
                Add(interpolation.Expression, text);
    }

    private void AddValue(ExpressionSyntax expression, FoldedText text)
    {
        // What names a host or a database need not be found where it is written; a password is looked for again.
        if (KnownText(expression) is { } origin)
            text.AddKnown(origin.Node, origin.Text);
        else
            text.AddHole(expression);
    }

    private Origin? KnownText(ExpressionSyntax expression)
    {
        if (LiteralText.ValueOf(expression) is { } literal)
            return new Origin(expression, literal);
        var origins = Origins.Of(expression, model);
        return origins.Count == 1 && expression is not (ConditionalExpressionSyntax or SwitchExpressionSyntax or BinaryExpressionSyntax) ? origins[0] : null;
    }
}
