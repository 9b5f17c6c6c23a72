using System.Collections.Immutable;
using JitAccess.Analyzers.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>A key of configuration, of the environment or of a dictionary stands beside a password.</summary>
internal static class KeyedPasswords
{
    public static void Analyze(PasswordCheck check, IOperation key, IOperation value, ITypeSymbol? container)
    {
        if (KeyOf(key) is not { } name)
            return;
        check.Report(name, value, IsConnectionBuilder(container) ? Surroundings.Connection : SurroundingsOf(name), Around.HostsBesideKey(value));
    }

    /// <summary>Set("Password", "…"), Add, KeyValuePair, GetValue with a default: the key is followed by its value.</summary>
    public static void AnalyzeArguments(PasswordCheck check, IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments)
    {
        for (var i = 0; i + 1 < arguments.Length; i++)
            if (arguments[i + 1].ArgumentKind == ArgumentKind.Explicit && KeyOf(arguments[i].Value) is { } name && IsText(arguments[i + 1].Value) && !IsMessage(method, arguments[i + 1].Parameter))
                check.Report(name, arguments[i + 1].Value, IsConnectionBuilder(method.ContainingType) ? Surroundings.Connection : SurroundingsOf(name));
    }

    /// <summary>configuration["Db:Password"] ?? "…": what is used where nothing is set.</summary>
    public static void AnalyzeFallback(PasswordCheck check, ICoalesceOperation coalesce)
    {
        if (coalesce.Type?.SpecialType is not (SpecialType.System_String or SpecialType.System_Object))
            return;
        foreach (var operation in coalesce.Value.DescendantsAndSelf())
            switch (operation)
            {
                case ILiteralOperation when KeyOf(operation) is { } name:
                    check.Report(name, coalesce.WhenNull, SurroundingsOf(name));
                    return;
                case IMemberReferenceOperation member when PasswordName.Matches(member.Member.Name):
                    check.Report(member.Member.Name, coalesce.WhenNull, Around.Of(member.Member.ContainingType));
                    return;
                case IParameterReferenceOperation parameter when PasswordName.Matches(parameter.Parameter.Name):
                    check.Report(parameter.Parameter.Name, coalesce.WhenNull, Surroundings.Name);
                    return;
            }
    }

    public static void AnalyzeTuple(PasswordCheck check, ITupleOperation tuple)
    {
        for (var i = 0; i + 1 < tuple.Elements.Length; i++)
            if (KeyOf(tuple.Elements[i]) is { } name && IsText(tuple.Elements[i + 1]))
                check.Report(name, tuple.Elements[i + 1], SurroundingsOf(name));
        // What the tuple is converted to has the names; the tuple itself may have none.
        if (((tuple.Parent as IConversionOperation)?.Type ?? tuple.Type) is INamedTypeSymbol { IsTupleType: true, TupleElements: var elements } && elements.Length == tuple.Elements.Length)
            for (var i = 0; i < elements.Length; i++)
                if (PasswordName.MayMatch(elements[i].Name) && PasswordName.Matches(elements[i].Name))
                    check.Report(elements[i].Name, tuple.Elements[i], Surroundings.Name);
    }

    // Sections, and names of the environment, name settings; a bare word may be the label of a field.
    private static Surroundings SurroundingsOf(string key) =>
        key.IndexOf(':') > 0 || key.IndexOf("__", StringComparison.Ordinal) > 0 || (key.Length > 5 && IsUpper(key))
            ? Surroundings.Structure
            : Surroundings.Name;

    private static bool IsConnectionBuilder(ITypeSymbol? type) => type is not null && type.Name.EndsWith("ConnectionStringBuilder", StringComparison.Ordinal);

    private static bool IsUpper(string key)
    {
        foreach (var c in key)
            if (char.IsLower(c))
                return false;
        return true;
    }

    private static string? KeyOf(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        return operation.ConstantValue is { HasValue: true, Value: string { Length: > 1 } key } && PasswordName.MayMatch(key) && !HasSpace(key) && PasswordName.Matches(key)
            ? key
            : null;
    }

    private static bool HasSpace(string key) => key.IndexOf(' ') >= 0 && ConnectionKeys.IsPassword(ConnectionKeys.Normalize(key)) is false;

    private static bool IsText(IOperation value) => value.Type?.SpecialType is SpecialType.System_String or SpecialType.System_Object;

    // A message about a field, a translation, an assertion.
    private static bool IsMessage(IMethodSymbol method, IParameterSymbol? value) =>
        IsWording(value?.Name ?? string.Empty) || method.Name is "AddModelError" or "Replace" or "Equal" or "AreEqual" or "Contains" or "Compare" or "Equals" or "StartsWith" or "Concat" or "Join"
        || method.Name.StartsWith("Log", StringComparison.Ordinal) || method.Name.StartsWith("Write", StringComparison.Ordinal)
        || method.ContainingType.Name.EndsWith("Exception", StringComparison.Ordinal);

    private static bool IsWording(string parameter)
    {
        foreach (var part in (string[])["key", "name", "label", "title", "message", "description", "caption"])
            if (parameter.EndsWith(part, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
