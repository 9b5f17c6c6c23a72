using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>Tells calls that mint or reveal a token.</summary>
internal static class Token
{
    private const string Generate = "GenerateAuthToken";

    public static bool IsMinted(IInvocationOperation invocation, LibrarySymbols symbols)
    {
        var method = invocation.TargetMethod;
        return method.Name switch
        {
            "RevealSecret" => LibrarySymbols.Is(method.ContainingType, symbols.Credential),
            _ => IsGenerator(method.Name) && method.ContainingType.Name.EndsWith("AuthTokenGenerator", StringComparison.Ordinal),
        };
    }

    /// <summary>Says whether a method of the application calls a generator; it may stand in another file, so only its text is read.</summary>
    public static bool MintsInside(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
            foreach (var node in reference.GetSyntax().DescendantNodes())
                if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } && IsGenerator(access.Name.Identifier.ValueText))
                    return true;
        return false;
    }

    // GenerateAuthToken, …Async; of DSQL GenerateDbConnectAuthToken and others.
    private static bool IsGenerator(string name) =>
        name.StartsWith(Generate, StringComparison.Ordinal) || (name.StartsWith("GenerateDbConnect", StringComparison.Ordinal) && name.IndexOf("AuthToken", StringComparison.Ordinal) > 0);
}
