using JitAccess.Analyzers.Detection;
using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Rules;

/// <summary>A variable, a field, a property or a parameter is declared with a password.</summary>
internal static class DeclaredPasswords
{
    public static void Analyze(PasswordCheck check, ISymbol symbol, IOperation value)
    {
        if (!PasswordName.MayMatch(symbol.Name) || !PasswordName.Matches(symbol.Name))
            return;
        // A parameter with a default says what its method logs in to, a member what its type does; a variable says nothing.
        var surroundings = symbol switch
        {
            IParameterSymbol { ContainingSymbol: IMethodSymbol method } => Around.Of(method),
            IFieldSymbol { IsConst: true } or ILocalSymbol => Surroundings.Name,
            _ => Around.Of(symbol.ContainingType),
        };
        check.Report(symbol.Name, value, surroundings, symbol is ILocalSymbol ? null : Around.LocalHostIn(symbol.ContainingType));
    }
}
