using System.Collections.Immutable;
using JitAccess.Analyzers.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>A parameter gets a password, or a lambda that returns one, or a key stands beside one.</summary>
internal static class ArgumentPasswords
{
    public static void Analyze(PasswordCheck check, IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments)
    {
        if (arguments.Length == 0)
            return;
        foreach (var argument in arguments)
            if (argument is { Parameter: { } parameter, ArgumentKind: ArgumentKind.Explicit } && PasswordName.MayMatch(parameter.Name))
                AnalyzeArgument(check, method, parameter, argument, arguments);
        if (method.Name == "AppendChar" && method.ContainingType.Name == "SecureString")
            check.Report("SecureString", LoopSource(arguments[0].Value), Surroundings.Connection);
        if (arguments.Length >= 2)
            KeyedPasswords.AnalyzeArguments(check, method, arguments);
    }

    private static void AnalyzeArgument(
        PasswordCheck check, IMethodSymbol method, IParameterSymbol parameter, IArgumentOperation argument, ImmutableArray<IArgumentOperation> arguments)
    {
        if (parameter.Type.TypeKind == TypeKind.Delegate)
        {
            if (parameter.Name.StartsWith("password", StringComparison.OrdinalIgnoreCase) && parameter.Name.IndexOf("provider", StringComparison.OrdinalIgnoreCase) >= 0)
                check.Report(method.Name, argument.Value, Surroundings.Connection);
            return;
        }

        if (PasswordName.Matches(parameter.Name))
            check.Report(parameter.Name, argument.Value, Around.Of(method), Around.HostsIn(arguments));
    }

    // foreach (var c in "…") secure.AppendChar(c);
    private static IOperation? LoopSource(IOperation character)
    {
        if (character is not ILocalReferenceOperation local)
            return null;
        for (var current = character.Parent; current is not null; current = current.Parent)
            if (current is IForEachLoopOperation loop && loop.Locals.Contains(local.Local))
                return loop.Collection;
        return null;
    }
}
