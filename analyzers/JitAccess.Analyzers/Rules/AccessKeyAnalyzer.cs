using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Rules;

/// <summary>Finds keys of AWS in literals. Generated code is read too: a generator copies what it is given.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AccessKeyAnalyzer : ReportingAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rule.AccessKeyIdInSource, Rule.SecretAccessKeyInSource, Rule.ExampleKey);

    private protected override GeneratedCodeAnalysisFlags GeneratedCode => GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics;

    private protected override void Start(CompilationStartAnalysisContext start, Reporter reporter) => start.RegisterSyntaxNodeAction(
        new KeySearch(reporter).Analyze, SyntaxKind.StringLiteralExpression, SyntaxKind.Utf8StringLiteralExpression, SyntaxKind.InterpolatedStringText);
}
