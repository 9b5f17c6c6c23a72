using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Tests.Verifying;

/// <summary>All analyzers at once over one compilation, as the compiler runs them.</summary>
internal static class AnalyzerRun
{
    public static ImmutableArray<DiagnosticAnalyzer> All { get; } =
        [.. typeof(RuleIds).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !t.IsAbstract).Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];

    public static async Task<ImmutableArray<Diagnostic>> Of(string source, params AdditionalText[] files)
    {
        var compilation = Compile(source);
        var result = await compilation.WithAnalyzers(All, new AnalyzerOptions([.. files])).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        result.Where(d => d.Id.StartsWith("AD", StringComparison.Ordinal)).ShouldBeEmpty();
        return [.. result.OrderBy(d => d.Location.SourceSpan.Start)];
    }

    public static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Sources", [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp14), "Program.cs")], References.All,
        new CSharpCompilationOptions(source.Contains("namespace ", StringComparison.Ordinal) || source.Contains("class ", StringComparison.Ordinal) && !source.Contains("//top", StringComparison.Ordinal)
            ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication));
}
