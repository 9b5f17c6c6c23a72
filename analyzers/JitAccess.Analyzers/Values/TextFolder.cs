using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.Values;

/// <summary>Puts together what code puts together: concatenation, interpolation, <c>string.Format</c>, <c>Concat</c>, <c>Join</c>, a string builder.</summary>
internal readonly struct TextFolder(SemanticModel model)
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
                Add(sum.Left, text);
                Add(sum.Right, text);
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

    private void AddInterpolated(InterpolatedStringExpressionSyntax interpolated, FoldedText text)
    {
        foreach (var content in interpolated.Contents)
            if (content is InterpolatedStringTextSyntax part)
                text.AddKnown(part, part.TextToken.ValueText);
            else if (content is InterpolationSyntax interpolation)
                Add(interpolation.Expression, text);
    }

    private void AddCall(InvocationExpressionSyntax call, FoldedText text)
    {
        var arguments = call.ArgumentList.Arguments;
        switch (KindOf(call))
        {
            case CallKind.Concat:
                foreach (var argument in arguments)
                    Add(argument.Expression, text);
                break;
            case CallKind.Join when arguments.Count > 1:
                for (var i = 1; i < arguments.Count; i++)
                {
                    if (i > 1)
                        Add(arguments[0].Expression, text);
                    AddElements(arguments[i].Expression, arguments[0].Expression, text);
                }

                break;
            case CallKind.Format:
                AddFormat(arguments, text);
                break;
            case CallKind.Append:
                if (call.Expression is MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax or ObjectCreationExpressionSyntax } access)
                    AddReceiver(access.Expression, text);
                if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AppendFormat" })
                    AddFormat(arguments, text);
                else if (arguments.Count > 0)
                    Add(arguments[0].Expression, text);
                break;
        }
    }

    private void AddReceiver(ExpressionSyntax receiver, FoldedText text)
    {
        if (receiver is InvocationExpressionSyntax previous && KindOf(previous) == CallKind.Append)
            AddCall(previous, text);
        else if (receiver is ObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments })
            Add(arguments[0].Expression, text);
    }

    // string.Join(";", new[] { "Host=db", "Password=…" })
    private void AddElements(ExpressionSyntax elements, ExpressionSyntax separator, FoldedText text)
    {
        var initializer = elements switch
        {
            ImplicitArrayCreationExpressionSyntax array => array.Initializer,
            ArrayCreationExpressionSyntax array => array.Initializer,
            _ => null,
        };
        if (initializer is null)
        {
            Add(elements, text);
            return;
        }

        var isFirst = true;
        foreach (var element in initializer.Expressions)
        {
            if (!isFirst)
                Add(separator, text);
            isFirst = false;
            Add(element, text);
        }
    }

    private void AddFormat(SeparatedSyntaxList<ArgumentSyntax> arguments, FoldedText text)
    {
        var first = 0;
        var format = default(Origin);
        for (; first < arguments.Count && first < 2 && format.Text is null; first++)
            if (KnownText(arguments[first].Expression) is { } origin)
                format = origin;
        if (format.Text is null)
            return;
        var position = 0;
        while (position < format.Text.Length)
        {
            var open = format.Text.IndexOf('{', position);
            var close = open < 0 ? -1 : format.Text.IndexOf('}', open);
            if (close < 0)
                break;
            text.AddKnown(format.Node, format.Text.Substring(position, open - position));
            var end = format.Text.IndexOfAny([',', ':', '}'], open);
            if (int.TryParse(format.Text.Substring(open + 1, end - open - 1), out var index) && first + index < arguments.Count)
                Add(arguments[first + index].Expression, text);
            else
                text.AddKnown(format.Node, format.Text.Substring(open, close + 1 - open));
            position = close + 1;
        }

        text.AddKnown(format.Node, format.Text.Substring(position));
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

    internal static CallKind KindOf(InvocationExpressionSyntax call)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access)
            return CallKind.Other;
        var isText = access.Expression is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.StringKeyword } or IdentifierNameSyntax { Identifier.ValueText: "String" };
        return access.Name.Identifier.ValueText switch
        {
            "Format" when isText => CallKind.Format,
            "Concat" when isText => CallKind.Concat,
            "Join" when isText => CallKind.Join,
            "Append" or "AppendLine" or "AppendFormat" => CallKind.Append,
            _ => CallKind.Other,
        };
    }
}
