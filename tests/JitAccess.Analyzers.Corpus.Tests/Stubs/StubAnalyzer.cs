using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Corpus.Tests.Stubs;

// It never ships: no compiler loads it, only these tests.
#pragma warning disable RS1001, RS1036, RS1041, RS2008
/// <summary>Reports every occurrence of a text.</summary>
internal sealed class StubAnalyzer : DiagnosticAnalyzer
{
    public const string Id = "STUB001";

    private readonly DiagnosticDescriptor _rule;
    private readonly string _text;

    public StubAnalyzer(string text, DiagnosticSeverity severity = DiagnosticSeverity.Warning, bool isEnabledByDefault = true)
    {
        _text = text;
        _rule = new(Id, "Stub", "Found", "Test", severity, isEnabledByDefault);
        SupportedDiagnostics = [_rule];
    }

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxTreeAction(c =>
        {
            foreach (var span in Find(c.Tree.GetText(c.CancellationToken)))
                c.ReportDiagnostic(Diagnostic.Create(_rule, Location.Create(c.Tree, span)));
        });
        context.RegisterAdditionalFileAction(c =>
        {
            var text = c.AdditionalFile.GetText(c.CancellationToken)!;
            foreach (var span in Find(text))
                c.ReportDiagnostic(Diagnostic.Create(_rule, Location.Create(c.AdditionalFile.Path, span, text.Lines.GetLinePositionSpan(span))));
        });
    }

    private IEnumerable<TextSpan> Find(SourceText source)
    {
        var text = source.ToString();
        for (var at = text.IndexOf(_text, StringComparison.Ordinal); at >= 0; at = text.IndexOf(_text, at + 1, StringComparison.Ordinal))
            yield return new(at, _text.Length);
    }
}
