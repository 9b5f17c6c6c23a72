using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Corpus.Compilations;

/// <summary>What the programs are compiled against: the shared frameworks and the packages of this project.</summary>
internal static class CorpusReferences
{
    private static readonly string[] Packages =
    [
        "AWSSDK.", "Dapper", "Docker.DotNet", "FluentValidation", "JitAccess", "Microsoft.Bcl.", "Microsoft.Data.SqlClient", "Microsoft.EntityFrameworkCore",
        "Microsoft.Extensions.", "MySqlConnector", "Npgsql", "StackExchange.Redis", "System.", "Testcontainers",
    ];

    private static readonly string[] NotPackages = ["JitAccess.Analyzers"];

    private static readonly string[] Frameworks = ["Microsoft.NETCore.App", "Microsoft.AspNetCore.App"];

    // Of the test that runs them: analyzers tell a project of tests by what it references.
    private static readonly string[] TestFramework = ["xunit.v3."];

    public static ImmutableArray<MetadataReference> OfPrograms { get; } = [.. Create(static p => IsOfFramework(p) || IsOf(p, Packages))];

    public static ImmutableArray<MetadataReference> OfTests { get; } = [.. OfPrograms, .. Create(static p => IsOf(p, TestFramework))];

    private static IEnumerable<MetadataReference> Create(Func<string, bool> isWanted) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(isWanted).Select(static p => MetadataReference.CreateFromFile(p));

    private static bool IsOfFramework(string path) =>
        Frameworks.Contains(Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path))), StringComparer.Ordinal);

    private static bool IsOf(string path, string[] prefixes) => StartsWith(path, prefixes) && !StartsWith(path, NotPackages);

    private static bool StartsWith(string path, string[] prefixes)
    {
        var name = Path.GetFileName(path);
        return prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));
    }
}
