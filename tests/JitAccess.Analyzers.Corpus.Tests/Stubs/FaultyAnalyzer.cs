using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Corpus.Tests.Stubs;

// It never ships: no compiler loads it, only these tests.
#pragma warning disable RS1001, RS1036, RS1041, RS2008
/// <summary>Throws at the first file.</summary>
internal sealed class FaultyAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new("STUB002", "Stub", "Found", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxTreeAction(static _ => throw new InvalidOperationException("the text of the file"));
    }
}
