using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.Values;

/// <summary>The names that a literal is given: of a variable, a member, a parameter, a key beside it. Asked only of texts that look like a key.</summary>
internal static class NearbyNames
{
    private const int MaximumSteps = 12;

    public static List<string> Of(SyntaxNode literal, SemanticModel model)
    {
        var names = new List<string>();
        var child = literal;
        for (var step = 0; step < MaximumSteps && child.Parent is { } parent; step++, child = parent)
            switch (parent)
            {
                case VariableDeclaratorSyntax declarator:
                    names.Add(declarator.Identifier.ValueText);
                    return names;
                case ParameterSyntax parameter:
                    names.Add(parameter.Identifier.ValueText);
                    return names;
                case PropertyDeclarationSyntax property:
                    names.Add(property.Identifier.ValueText);
                    return names;
                case MethodDeclarationSyntax method:
                    names.Add(method.Identifier.ValueText);
                    return names;
                case AssignmentExpressionSyntax assignment when assignment.Right == child:
                    AddTarget(assignment.Left, names);
                    if (assignment.Parent is not InitializerExpressionSyntax)
                        return names;
                    break;
                case ArgumentSyntax argument:
                    AddArgument(argument, names, model);
                    if (argument.Parent?.Parent is not (TupleExpressionSyntax or ObjectCreationExpressionSyntax or ImplicitObjectCreationExpressionSyntax))
                        return names;
                    break;
                case AttributeArgumentSyntax argument:
                    names.Add(argument.NameEquals?.Name.Identifier.ValueText ?? argument.NameColon?.Name.Identifier.ValueText ?? "");
                    return names;
                case BinaryExpressionSyntax binary:
                    AddTexts(binary.Left, names);
                    break;
                case InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression } pair:
                    AddTexts(pair.Expressions[0], names);
                    break;
                case SwitchExpressionArmSyntax arm:
                    AddTexts(arm.Pattern, names);
                    break;
            }

        return names;
    }

    private static void AddArgument(ArgumentSyntax argument, List<string> names, SemanticModel model)
    {
        if (argument.NameColon is { } name)
            names.Add(name.Name.Identifier.ValueText);
        if (argument.Parent is not BaseArgumentListSyntax { Parent: { } call } list)
        {
            if (argument.Parent is TupleExpressionSyntax tuple)
                foreach (var other in tuple.Arguments)
                    if (other != argument)
                        AddTexts(other.Expression, names);
            return;
        }

        foreach (var other in list.Arguments)
            if (other != argument)
                AddTexts(other.Expression, names);
        if (model.GetSymbolInfo(call).Symbol is IMethodSymbol { Parameters: var parameters } && list.Arguments.IndexOf(argument) is var at && at < parameters.Length)
            names.Add(parameters[at].Name);
        if (call is InvocationExpressionSyntax invocation)
            AddTarget(invocation.Expression, names);
    }

    private static void AddTarget(ExpressionSyntax target, List<string> names)
    {
        switch (target)
        {
            case IdentifierNameSyntax identifier:
                names.Add(identifier.Identifier.ValueText);
                break;
            case MemberAccessExpressionSyntax access:
                names.Add(access.Name.Identifier.ValueText);
                break;
            case ElementAccessExpressionSyntax element:
                AddTexts(element.ArgumentList, names);
                break;
            case ImplicitElementAccessSyntax element:
                AddTexts(element.ArgumentList, names);
                break;
        }
    }

    private static void AddTexts(SyntaxNode node, List<string> names)
    {
        foreach (var part in node.DescendantNodesAndSelf())
            if (LiteralText.ValueOf(part) is { Length: > 0 and < 80 } text)
                names.Add(text);
            else if (part is IdentifierNameSyntax identifier)
                names.Add(identifier.Identifier.ValueText);
    }
}
