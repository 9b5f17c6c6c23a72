using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Values;

/// <summary>Follows a value back to the literals that it may come from: constants, fields, locals, branches, conversions.</summary>
internal static class Origins
{
    private const int MaximumDepth = 8;

    // What a value passes through and stays what it is.
    private static readonly HashSet<string> Transparent = new(StringComparer.Ordinal)
    {
        "ToCharArray", "Trim", "TrimStart", "TrimEnd", "AsSpan", "AsMemory", "ToString", "GetBytes", "FromResult", "FromBase64String", "GetString", "ToArray", "ToList",
        "Intern", "Copy", "ConfigureAwait", "Replace", "Insert", "Clone", "Select", "Reverse", "UnescapeDataString", "EscapeDataString", "UrlEncode", "UrlDecode",
    };

    public static List<Origin> Of(IOperation? value)
    {
        var found = new List<Origin>();
        Add(value, found, 0);
        return found;
    }

    public static List<Origin> Of(ExpressionSyntax value, SemanticModel model) => Of(model.GetOperation(value));

    private static void Add(IOperation? value, List<Origin> found, int depth)
    {
        if (value is null || depth > MaximumDepth)
            return;
        depth++;
        switch (value)
        {
            case ILiteralOperation { ConstantValue.Value: string text }:
                found.Add(new Origin(value.Syntax, text));
                break;
            case IUtf8StringOperation utf8:
                found.Add(new Origin(utf8.Syntax, utf8.Value));
                break;
            case IConversionOperation conversion:
                Add(conversion.Operand, found, depth);
                break;
            case IParenthesizedOperation parenthesized:
                Add(parenthesized.Operand, found, depth);
                break;
            case IAwaitOperation await:
                Add(await.Operation, found, depth);
                break;
            case IConditionalOperation conditional:
                Add(conditional.WhenTrue, found, depth);
                Add(conditional.WhenFalse, found, depth);
                break;
            case ICoalesceOperation coalesce:
                Add(coalesce.Value, found, depth);
                Add(coalesce.WhenNull, found, depth);
                break;
            case ISwitchExpressionOperation @switch:
                foreach (var arm in @switch.Arms)
                    Add(arm.Value, found, depth);
                break;
            case IAssignmentOperation assignment:
                Add(assignment.Value, found, depth);
                break;
            case IFieldReferenceOperation field:
                AddDeclared(field.Field, value, found, depth);
                break;
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                AddDeclared(property.Property, value, found, depth);
                break;
            case ILocalReferenceOperation local:
                AddDeclared(local.Local, value, found, depth);
                AddAssigned(local, found, depth);
                break;
            case IInvocationOperation invocation:
                AddCalled(invocation, found, depth);
                break;
            case IObjectCreationOperation { Arguments.Length: > 0 } creation when creation.Type?.Name is "ValueTask" or "String" or "StringBuilder" or "Lazy":
                Add(creation.Arguments[0].Value, found, depth);
                break;
            case IArrayCreationOperation { Initializer: { } elements }:
                AddCharacters(elements, found);
                break;
            case { ConstantValue: { HasValue: true, Value: string text } }:
                found.Add(new Origin(value.Syntax, text));
                break;
            case IAnonymousFunctionOperation function:
                AddReturned(function.Body, found, depth);
                break;
            case IDelegateCreationOperation creation:
                Add(creation.Target, found, depth);
                break;
            case IMethodReferenceOperation method:
                AddDeclared(method.Method, value, found, depth);
                break;
        }
    }

    private static void AddCalled(IInvocationOperation invocation, List<Origin> found, int depth)
    {
        var method = invocation.TargetMethod;
        if (method.ContainingType.Name is "RandomNumberGenerator" or "Random")
            return; // drawn from an alphabet, which is no secret
        if (!Transparent.Contains(method.Name))
        {
            AddDeclared(method, invocation, found, depth);
            return;
        }

        if (invocation.Instance is { } instance && instance.Type?.SpecialType == SpecialType.System_String)
            Add(instance, found, depth);
        else if (invocation.Arguments.Length > 0)
            Add(invocation.Arguments[0].Value, found, depth);
        else
            Add(invocation.Instance, found, depth);
    }

    private static void AddDeclared(ISymbol symbol, IOperation use, List<Origin> found, int depth)
    {
        if (symbol.DeclaringSyntaxReferences.Length == 0)
        {
            if (use.ConstantValue is { HasValue: true, Value: string text })
                found.Add(new Origin(use.Syntax, text));
            return;
        }

        foreach (var reference in symbol.DeclaringSyntaxReferences)
            if (ValueOf(reference.GetSyntax()) is { } value)
                AddSyntax(value, use, symbol, found, depth);
    }

    // The value may stand in another file, whose model an analyzer must not ask for; what is written there is nearly always a literal.
    private static void AddSyntax(ExpressionSyntax value, IOperation use, ISymbol symbol, List<Origin> found, int depth)
    {
        if (use.SemanticModel is { } model && model.SyntaxTree == value.SyntaxTree)
        {
            var before = found.Count;
            Add(model.GetOperation(value), found, depth);
            if (found.Count > before)
                return;
        }

        switch (value)
        {
            case LiteralExpressionSyntax literal when LiteralText.ValueOf(literal) is { } text:
                found.Add(new Origin(literal, text));
                break;
            case ParenthesizedExpressionSyntax parenthesized:
                AddSyntax(parenthesized.Expression, use, symbol, found, depth);
                break;
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.CoalesceExpression):
                AddSyntax(binary.Right, use, symbol, found, depth);
                break;
            case ConditionalExpressionSyntax conditional:
                AddSyntax(conditional.WhenTrue, use, symbol, found, depth);
                AddSyntax(conditional.WhenFalse, use, symbol, found, depth);
                break;
            default:
                if (symbol is IFieldSymbol { HasConstantValue: true, ConstantValue: string constant })
                    found.Add(new Origin(value, constant));
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

    private static void AddAssigned(ILocalReferenceOperation local, List<Origin> found, int depth)
    {
        if (local.Local.IsConst || local.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || local.SemanticModel is not { } model)
            return;
        SyntaxNode scope = member is GlobalStatementSyntax { Parent: { } unit } ? unit : member;
        foreach (var node in scope.DescendantNodes())
            if (node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } assignment && left.Identifier.ValueText == local.Local.Name
                && assignment.Right is LiteralExpressionSyntax or ConditionalExpressionSyntax)
                Add(model.GetOperation(assignment.Right), found, depth);
    }

    private static void AddReturned(IOperation body, List<Origin> found, int depth)
    {
        foreach (var operation in body.Descendants())
            if (operation is IReturnOperation { ReturnedValue: { } value })
                Add(value, found, depth);
    }

    private static void AddCharacters(IArrayInitializerOperation elements, List<Origin> found)
    {
        var characters = new char[elements.ElementValues.Length];
        for (var i = 0; i < characters.Length; i++)
        {
            if (elements.ElementValues[i].ConstantValue is not { HasValue: true, Value: char c })
                return;
            characters[i] = c;
        }

        if (characters.Length > 0)
            found.Add(new Origin(elements.Syntax, new string(characters)));
    }
}
