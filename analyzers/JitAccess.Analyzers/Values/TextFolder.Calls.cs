using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.Values;

/// <summary>The calls that put text together.</summary>
internal readonly partial struct TextFolder
{
    public static CallKind KindOf(InvocationExpressionSyntax call)
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
}
