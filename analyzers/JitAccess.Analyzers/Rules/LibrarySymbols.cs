using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Rules;

/// <summary>The types that misuse is about, found once per compilation; a project that has none of them costs nothing.</summary>
internal sealed class LibrarySymbols
{
    private LibrarySymbols(Compilation compilation)
    {
        Credential = compilation.GetTypeByMetadataName("JitAccess.JitCredential");
        Database = compilation.GetTypeByMetadataName("JitAccess.JitDatabase");
        DatabaseOptions = compilation.GetTypeByMetadataName("JitAccess.JitDatabaseOptions");
        CredentialsExtensions = compilation.GetTypeByMetadataName("Npgsql.NpgsqlJitCredentialsExtensions");
        ConnectionStringBuilder = compilation.GetTypeByMetadataName("System.Data.Common.DbConnectionStringBuilder");
        Exception = compilation.GetTypeByMetadataName("System.Exception");
        HasNpgsql = compilation.GetTypeByMetadataName("Npgsql.NpgsqlDataSourceBuilder") is not null;
    }

    public INamedTypeSymbol? Credential { get; }

    public INamedTypeSymbol? Database { get; }

    public INamedTypeSymbol? DatabaseOptions { get; }

    public INamedTypeSymbol? CredentialsExtensions { get; }

    public INamedTypeSymbol? ConnectionStringBuilder { get; }

    public INamedTypeSymbol? Exception { get; }

    private bool HasNpgsql { get; }

    public static LibrarySymbols? Of(Compilation compilation)
    {
        var symbols = new LibrarySymbols(compilation);
        return symbols.HasNpgsql || symbols.Credential is not null ? symbols : null;
    }

    public static bool Is(ISymbol? symbol, INamedTypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(symbol, type);

    public static bool Inherits(ITypeSymbol? symbol, INamedTypeSymbol? type)
    {
        for (var current = symbol; current is not null; current = current.BaseType)
            if (Is(current, type))
                return true;
        return false;
    }
}
