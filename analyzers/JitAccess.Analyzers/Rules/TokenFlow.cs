using JitAccess.Analyzers.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>Follows a token forward through variables and conversions to the places that it must not reach.</summary>
internal static class TokenFlow
{
    private const int MaximumDepth = 4;

    public static List<(IOperation Place, TokenPlace Kind)> Of(IOperation token, LibrarySymbols symbols)
    {
        var places = new List<(IOperation, TokenPlace)>();
        Follow(token, symbols, places, 0);
        return places;
    }

    public static string Describe(TokenPlace kind) => kind switch
    {
        TokenPlace.Log => "a log",
        TokenPlace.Output => "an output",
        TokenPlace.Exception => "an exception",
        TokenPlace.Trace => "a trace",
        _ => "a formatted text",
    };

    private static void Follow(IOperation value, LibrarySymbols symbols, List<(IOperation, TokenPlace)> places, int depth)
    {
        var current = value;
        while (current.Parent is IConversionOperation or IAwaitOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalOperation
            or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            current = current.Parent;
        switch (current.Parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } when depth < MaximumDepth:
                FollowLocal(declarator, symbols, places, depth + 1);
                break;
            case ISimpleAssignmentOperation assignment when assignment.Value == current && IsConnectionString(assignment.Target, symbols):
                places.Add((assignment, TokenPlace.ConnectionString));
                break;
            case IInterpolationOperation { Parent: IInterpolatedStringOperation text }:
                places.Add((current, IsPasswordOf(text) ? TokenPlace.ConnectionString : KindOf(text, symbols, TokenPlace.Text)));
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                places.Add((current, IsPasswordOf(sum) ? TokenPlace.ConnectionString : KindOf(sum, symbols, TokenPlace.Text)));
                break;
            case IArgumentOperation argument when KindOf(current, symbols, null) is { } kind:
                places.Add((argument, IsPasswordOf(argument.Parent) ? TokenPlace.ConnectionString : kind));
                break;
            case IArrayInitializerOperation { Parent: IArrayCreationOperation { Parent: { } parent } array } when parent is IArgumentOperation && KindOf(array, symbols, null) is { } kind:
                places.Add((current, kind));
                break;
        }
    }

    private static void FollowLocal(IVariableDeclaratorOperation declarator, LibrarySymbols symbols, List<(IOperation, TokenPlace)> places, int depth)
    {
        IOperation root = declarator;
        while (root.Parent is { } parent)
            root = parent;
        foreach (var operation in root.Descendants())
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))
                Follow(reference, symbols, places, depth);
    }

    private static bool IsConnectionString(IOperation target, LibrarySymbols symbols) =>
        target is IPropertyReferenceOperation { Instance.Type: { } type, Property: var property } reference && LibrarySymbols.Inherits(type, symbols.ConnectionStringBuilder)
        && (property.Name == "Password" || (reference.Arguments.Length > 0 && reference.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string key } && PasswordName.Matches(key)));

    // "…;Password=" stands before the token.
    private static bool IsPasswordOf(IOperation? text)
    {
        while (text?.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add })
            text = text.Parent;
        if (text is null)
            return false;
        foreach (var operation in text.Descendants())
            if (operation is ILiteralOperation { ConstantValue: { HasValue: true, Value: string literal } } && ConnectionText.MayHoldPassword(literal))
                return true;
        return false;
    }

    private static TokenPlace? KindOf(IOperation value, LibrarySymbols symbols, TokenPlace? otherwise)
    {
        var current = value;
        while (current.Parent is IConversionOperation or IParenthesizedOperation or IBinaryOperation or IInterpolatedStringHandlerCreationOperation or IArrayInitializerOperation or IArrayCreationOperation)
            current = current.Parent;
        return (current.Parent as IArgumentOperation)?.Parent switch
        {
            IObjectCreationOperation creation when LibrarySymbols.Inherits(creation.Type, symbols.Exception) => TokenPlace.Exception,
            IInvocationOperation { TargetMethod: var method } => KindOf(method) ?? otherwise,
            _ => otherwise,
        };
    }

    private static TokenPlace KindOf(IOperation value, LibrarySymbols symbols, TokenPlace otherwise) => KindOf(value, symbols, (TokenPlace?)otherwise)!.Value;

    private static TokenPlace? KindOf(IMethodSymbol method)
    {
        var type = method.ContainingType.Name;
        if (type is "LoggerExtensions" or "ILogger" or "Log" || method.Name.StartsWith("Log", StringComparison.Ordinal))
            return TokenPlace.Log;
        if (type is "Console" or "Debug" or "Trace" || (method.Name.StartsWith("Write", StringComparison.Ordinal) && type.EndsWith("Writer", StringComparison.Ordinal)))
            return TokenPlace.Output;
        if (method.Name is "SetTag" or "AddTag" or "SetBaggage" or "AddBaggage")
            return TokenPlace.Trace;
        return method.ContainingType.SpecialType == SpecialType.System_String && method.Name is "Format" or "Concat" or "Join" || method.Name is "AppendFormat" ? TokenPlace.Text : null;
    }
}
