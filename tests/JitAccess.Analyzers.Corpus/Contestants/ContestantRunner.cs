using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Corpus.Contestants;

/// <summary>Runs analyzers on programs, as a build would.</summary>
internal static class ContestantRunner
{
    public static async Task<ProgramReports> RunAsync(Contestant contestant, CorpusProgram program, CSharpCompilation compilation, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(
                [.. program.Configuration.Select(static f => new CorpusAdditionalText(f)), .. contestant.AdditionalFiles],
                new CorpusOptionsProvider(program, contestant.Options)),
            (exception, analyzer, _) =>
            {
                lock (faults)
                    faults.Add($"{analyzer.GetType().Name} threw {exception.GetType().Name} in {program.Name}");
            },
            concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await compilation
            .WithOptions(compilation.Options.WithSpecificDiagnosticOptions(contestant.Severities))
            .WithAnalyzers(contestant.Active, options)
            .GetAnalyzerDiagnosticsAsync(cancellationToken).ConfigureAwait(false);
        return new(program, [.. diagnostics.Where(static d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)], [.. faults]);
    }
}
