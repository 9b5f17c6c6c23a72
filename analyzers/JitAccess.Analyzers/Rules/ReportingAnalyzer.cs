using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Rules;

/// <summary>What the analyzers have in common: they run concurrently, pass over generated code, and report once per place and compilation.</summary>
public abstract class ReportingAnalyzer : DiagnosticAnalyzer
{
    private protected ReportingAnalyzer()
    {
    }

    private protected virtual GeneratedCodeAnalysisFlags GeneratedCode => GeneratedCodeAnalysisFlags.None;

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode);
        context.RegisterCompilationStartAction(start => Start(start, new Reporter(start.Compilation, start.Options)));
    }

    private protected abstract void Start(CompilationStartAnalysisContext start, Reporter reporter);
}
