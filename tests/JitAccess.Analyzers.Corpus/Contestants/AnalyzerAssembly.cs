using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Corpus.Contestants;

/// <summary>Finds the analyzers in assemblies.</summary>
public static class AnalyzerAssembly
{
    /// <summary>Every C# analyzer of an assembly.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> AnalyzersOf(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return
        [
            .. TypesOf(assembly)
                .Where(static t => !t.IsAbstract && t.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true)
                .OrderBy(static t => t.FullName, StringComparer.Ordinal)
                .Select(static t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
        ];
    }

    /// <summary>Every C# analyzer of the assemblies in a folder; they see each other, and this process's Roslyn.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> AnalyzersIn(string folder)
    {
        var context = new AssemblyLoadContext(folder);
        context.Resolving += (c, name) => Path.Combine(folder, name.Name + ".dll") is var path && File.Exists(path) ? c.LoadFromAssemblyPath(path) : null;
        return [.. Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal).SelectMany(p => AnalyzersOf(context.LoadFromAssemblyPath(p)))];
    }

    /// <summary>The types that load: code fixes in the same assembly need workspaces, which a compiler has not.</summary>
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException incomplete)
        {
            return incomplete.Types.OfType<Type>();
        }
    }
}
