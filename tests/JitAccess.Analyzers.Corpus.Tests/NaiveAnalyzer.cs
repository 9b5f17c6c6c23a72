using System.Collections.Immutable;
using System.Text.RegularExpressions;
using JitAccess.Analyzers.Corpus.Contestants;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Corpus.Tests;

// It never ships: no compiler loads it, only these tests.
#pragma warning disable RS1036, RS1041, RS2008
/// <summary>What a team writes in an afternoon: three expressions over string literals and lines of configuration.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class NaiveAnalyzer : DiagnosticAnalyzer
{
    public const string Id = "NAIVE001";

    private static readonly DiagnosticDescriptor Rule = new(Id, "Secret", "This looks like a secret", "Security", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static Contestant Contestant { get; } = new("three expressions", [new NaiveAnalyzer()]);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(AnalyzeLiteral, SyntaxKind.StringLiteralExpression);
        context.RegisterAdditionalFileAction(AnalyzeFile);
    }

    private static void AnalyzeLiteral(SyntaxNodeAnalysisContext context)
    {
        if (LooksLikeASecret(((LiteralExpressionSyntax)context.Node).Token.ValueText))
            context.ReportDiagnostic(Diagnostic.Create(Rule, context.Node.GetLocation()));
    }

    private static void AnalyzeFile(AdditionalFileAnalysisContext context)
    {
        var text = context.AdditionalFile.GetText(context.CancellationToken)!;
        foreach (var line in text.Lines.Where(l => LooksLikeASecret(l.ToString())))
            context.ReportDiagnostic(Diagnostic.Create(
                Rule, Location.Create(context.AdditionalFile.Path, line.Span, new LinePositionSpan(new(line.LineNumber, 0), new(line.LineNumber, line.Span.Length)))));
    }

    private static bool LooksLikeASecret(string text) => KeyId().IsMatch(text) || SecretKey().IsMatch(text) || Password().IsMatch(text);

    [GeneratedRegex("A(KIA|SIA|IDA|ROA)[A-Z0-9]{16}")]
    private static partial Regex KeyId();

    [GeneratedRegex("[A-Za-z0-9/+]{40}")]
    private static partial Regex SecretKey();

    [GeneratedRegex("(password|pwd)\"?\\s*[=:]\\s*\\S+", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
