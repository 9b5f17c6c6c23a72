using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>The expressions by which code at a place can read configuration: what is one, and what has one, as a host's builder does.</summary>
internal static class ReachableConfiguration
{
    private const int Most = 4;

    public static IEnumerable<string> At(FixSite site)
    {
        if (site.Model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Configuration.IConfiguration") is not { } configuration)
            return [];
        var found = new List<(int Distance, string Text)>();
        foreach (var symbol in site.Model.LookupSymbols(site.Span.Start))
        {
            if (TypeOf(symbol) is not { } type || !IsUsable(symbol, site))
                continue;
            var name = SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name;
            var distance = symbol is ILocalSymbol or IParameterSymbol ? 0 : 2;
            if (Is(type, configuration))
                found.Add((distance, name));
            else if (HasConfiguration(type, configuration))
                found.Add((distance + 1, name + ".Configuration"));
        }

        return found.OrderBy(f => f.Distance).ThenBy(f => f.Text, StringComparer.Ordinal).Take(Most).Select(f => f.Text);
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol { IsIndexer: false, GetMethod: not null } property => property.Type,
        _ => null,
    };

    // A local that is declared further down, or by the very statement.
    private static bool IsUsable(ISymbol symbol, FixSite site) =>
        symbol is not ILocalSymbol || symbol.DeclaringSyntaxReferences.All(r => r.Span.End <= site.Span.Start);

    private static bool HasConfiguration(ITypeSymbol type, INamedTypeSymbol configuration)
    {
        for (var current = type; current is not null; current = current.BaseType)
            foreach (var member in current.GetMembers("Configuration"))
                if (member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public, IsStatic: false } property && Is(property.Type, configuration))
                    return true;
        return false;
    }

    private static bool Is(ITypeSymbol type, INamedTypeSymbol configuration) =>
        SymbolEqualityComparer.Default.Equals(type, configuration) || type.AllInterfaces.Any(i => SymbolEqualityComparer.Default.Equals(i, configuration));
}
