using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Values;

/// <summary>The way back from one value to the literals that it may come from.</summary>
/// <remarks>Depth and steps are bounded: code may return itself from each arm of a switch.</remarks>
internal sealed partial class OriginWalk
{
    private const int MaximumDepth = 8;
    private const int MaximumSteps = 500;

    // What a value passes through and stays what it is.
    private static readonly HashSet<string> Transparent = new(StringComparer.Ordinal)
    {
        "ToCharArray", "Trim", "TrimStart", "TrimEnd", "AsSpan", "AsMemory", "ToString", "GetBytes", "FromResult", "FromBase64String", "GetString", "ToArray", "ToList",
        "Intern", "Copy", "ConfigureAwait", "Replace", "Insert", "Clone", "Select", "Reverse", "UnescapeDataString", "EscapeDataString", "UrlEncode", "UrlDecode",
    };

    private readonly List<Origin> _found = [];
    private int _steps;

    public List<Origin> Found => _found;

    public void Add(IOperation? value, int depth = 0)
    {
        if (value is null || depth > MaximumDepth || ++_steps > MaximumSteps)
            return;
        depth++;
        switch (value)
        {
            case ILiteralOperation { ConstantValue.Value: string text }:
                _found.Add(new Origin(value.Syntax, text));
                break;
            case IUtf8StringOperation utf8:
                _found.Add(new Origin(utf8.Syntax, utf8.Value));
                break;
            case IConversionOperation conversion:
                Add(conversion.Operand, depth);
                break;
            case IParenthesizedOperation parenthesized:
                Add(parenthesized.Operand, depth);
                break;
            case IAwaitOperation await:
                Add(await.Operation, depth);
                break;
            case IConditionalOperation conditional:
                Add(conditional.WhenTrue, depth);
                Add(conditional.WhenFalse, depth);
                break;
            case ICoalesceOperation coalesce:
                Add(coalesce.Value, depth);
                Add(coalesce.WhenNull, depth);
                break;
            case ISwitchExpressionOperation @switch:
                foreach (var arm in @switch.Arms)
                    Add(arm.Value, depth);
                break;
            case IAssignmentOperation assignment:
                Add(assignment.Value, depth);
                break;
            case IFieldReferenceOperation field:
                AddDeclared(field.Field, value, depth);
                break;
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                AddDeclared(property.Property, value, depth);
                break;
            case ILocalReferenceOperation local:
                AddDeclared(local.Local, value, depth);
                AddAssigned(local, depth);
                break;
            case IInvocationOperation invocation:
                AddCalled(invocation, depth);
                break;
            case IObjectCreationOperation { Arguments.Length: > 0 } creation when creation.Type?.Name is "ValueTask" or "String" or "StringBuilder" or "Lazy":
                Add(creation.Arguments[0].Value, depth);
                break;
            case IArrayCreationOperation { Initializer: { } elements }:
                AddCharacters(elements);
                break;
            case { ConstantValue: { HasValue: true, Value: string text } }:
                _found.Add(new Origin(value.Syntax, text));
                break;
            case IAnonymousFunctionOperation function:
                AddReturned(function.Body, depth);
                break;
            case IDelegateCreationOperation creation:
                Add(creation.Target, depth);
                break;
            case IMethodReferenceOperation method:
                AddDeclared(method.Method, value, depth);
                break;
        }
    }

    private void AddCalled(IInvocationOperation invocation, int depth)
    {
        var method = invocation.TargetMethod;
        if (method.ContainingType.Name is "RandomNumberGenerator" or "Random")
            return; // drawn from an alphabet, which is no secret
        if (!Transparent.Contains(method.Name))
        {
            AddDeclared(method, invocation, depth);
            return;
        }

        if (invocation.Instance is { } instance && instance.Type?.SpecialType == SpecialType.System_String)
            Add(instance, depth);
        else if (invocation.Arguments.Length > 0)
            Add(invocation.Arguments[0].Value, depth);
        else
            Add(invocation.Instance, depth);
    }

    private void AddAssigned(ILocalReferenceOperation local, int depth)
    {
        if (local.Local.IsConst || local.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || local.SemanticModel is not { } model)
            return;
        SyntaxNode scope = member is GlobalStatementSyntax { Parent: { } unit } ? unit : member;
        foreach (var node in scope.DescendantNodes())
            if (node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } assignment && left.Identifier.ValueText == local.Local.Name
                && assignment.Right is LiteralExpressionSyntax or ConditionalExpressionSyntax)
                Add(model.GetOperation(assignment.Right), depth);
    }

    private void AddReturned(IOperation body, int depth)
    {
        foreach (var operation in body.Descendants())
            if (operation is IReturnOperation { ReturnedValue: { } value })
                Add(value, depth);
    }

    private void AddCharacters(IArrayInitializerOperation elements)
    {
        var characters = new char[elements.ElementValues.Length];
        for (var i = 0; i < characters.Length; i++)
        {
            if (elements.ElementValues[i].ConstantValue is not { HasValue: true, Value: char c })
                return;
            characters[i] = c;
        }

        if (characters.Length > 0)
            _found.Add(new Origin(elements.Syntax, new string(characters)));
    }
}
