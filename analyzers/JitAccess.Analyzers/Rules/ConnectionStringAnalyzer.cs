using System.Collections.Immutable;
using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Rules;

/// <summary>Finds passwords in connection strings, however code puts them together.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConnectionStringAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rule.ConnectionStringPassword, Rule.PersistSecurityInfo);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            var reporter = new Reporter(start.Compilation, start.Options);
            start.RegisterSyntaxNodeAction(
                node => Analyze(node, reporter), SyntaxKind.StringLiteralExpression, SyntaxKind.Utf8StringLiteralExpression, SyntaxKind.InterpolatedStringText);
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, Reporter reporter)
    {
        if (LiteralText.ValueOf(context.Node) is not { Length: > 4 } text)
            return;
        if (ConnectionText.MayHoldPassword(text))
            AnalyzePasswords(context, reporter);
        if (PersistedSecurityInfo.MayHold(text))
            AnalyzePersistence(context, reporter, text);
    }

    private static void AnalyzePasswords(SyntaxNodeAnalysisContext context, Reporter reporter)
    {
        var folder = new TextFolder(context.SemanticModel);
        var top = TextFolder.TopOf(context.Node);
        foreach (var use in Templates.UsesOf(top, context.SemanticModel))
            Report(context, reporter, folder.Fold(use));
        Report(context, reporter, folder.Fold(top));
    }

    private static void Report(SyntaxNodeAnalysisContext context, Reporter reporter, FoldedText folded)
    {
        var judge = reporter.JudgeOf(context.Node.SyntaxTree);
        foreach (var password in ConnectionText.FindPasswords(folded.ToString()))
        {
            if (password.Value.Length == 0 || !folded.TryLocate(password.Value, out var node, out var value, out var part))
                continue;
            if (value.Length == 0 && password.Value.Length == 1)
            {
                foreach (var origin in Origins.Of((ExpressionSyntax)node, context.SemanticModel))
                    if (judge.Condemns(origin.Text, password.Surroundings, password.Hosts))
                        Report(context, reporter, origin.Node.GetLocation(), DiagnosticKinds.Value);
            }
            else if (judge.Condemns(password.Text, password.Surroundings, password.Hosts))
            {
                // A literal that is nothing but the password has no pair that a fix could take out.
                var isWhole = part.Length == value.Length;
                Report(
                    context, reporter, isWhole ? node.GetLocation() : LiteralText.Locate(node, value, part), isWhole ? DiagnosticKinds.Value : DiagnosticKinds.Pair);
            }
        }
    }

    private static void Report(SyntaxNodeAnalysisContext context, Reporter reporter, Location location, string kind) => reporter.Report(
        context.ReportDiagnostic, Rule.ConnectionStringPassword, location, context.ContainingSymbol, DiagnosticKinds.Of(kind));

    private static void AnalyzePersistence(SyntaxNodeAnalysisContext context, Reporter reporter, string text)
    {
        foreach (var span in PersistedSecurityInfo.Find(text))
            reporter.Report(
                context.ReportDiagnostic, Rule.PersistSecurityInfo, LiteralText.Locate(context.Node, text, span), context.ContainingSymbol,
                DiagnosticKinds.Of(DiagnosticKinds.Pair));
    }
}
