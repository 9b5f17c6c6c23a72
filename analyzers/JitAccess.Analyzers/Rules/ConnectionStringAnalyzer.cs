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
public sealed class ConnectionStringAnalyzer : ReportingAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rule.ConnectionStringPassword, Rule.PersistSecurityInfo);

    private protected override void Start(CompilationStartAnalysisContext start, Reporter reporter) => start.RegisterSyntaxNodeAction(
        node => Analyze(node, reporter), SyntaxKind.StringLiteralExpression, SyntaxKind.Utf8StringLiteralExpression, SyntaxKind.InterpolatedStringText);

    private static void Analyze(SyntaxNodeAnalysisContext context, Reporter reporter)
    {
        if (LiteralText.ValueOf(context.Node) is not { Length: > 4 } text)
            return;
        if (ConnectionText.MayHoldPassword(text))
            AnalyzePasswords(context, reporter);
        // A test parses it, and its connections end with it.
        if (PersistedSecurityInfo.MayHold(text) && !reporter.IsTest(context.Node.SyntaxTree))
            AnalyzePersistence(context, reporter, text);
    }

    private static void AnalyzePasswords(SyntaxNodeAnalysisContext context, Reporter reporter)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        var folder = new TextFolder(context.SemanticModel);
        var top = TextFolder.TopOf(context.Node);
        var reported = new HashSet<Location>();
        foreach (var use in Templates.UsesOf(top, context.SemanticModel))
            Report(context, reporter, folder.Fold(use), reported);
        Report(context, reporter, folder.Fold(top), reported);
    }

    private static void Report(SyntaxNodeAnalysisContext context, Reporter reporter, FoldedText folded, HashSet<Location> reported)
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
                        ReportOnce(origin.Node.GetLocation(), DiagnosticKinds.Value);
            }
            else if (judge.Condemns(password.Text, password.Surroundings, password.Hosts))
            {
                // A literal that is nothing but the password has no pair that a fix could take out.
                var isWhole = part.Length == value.Length;
                ReportOnce(
                    isWhole ? node.GetLocation() : LiteralText.Locate(node, value, part), isWhole ? DiagnosticKinds.Value : DiagnosticKinds.Pair);
            }
        }

        void ReportOnce(Location location, string kind)
        {
            if (reported.Add(location))
                reporter.Report(context.ReportDiagnostic, Rule.ConnectionStringPassword, location, context.Node, context.ContainingSymbol, kind);
        }
    }

    private static void AnalyzePersistence(SyntaxNodeAnalysisContext context, Reporter reporter, string text)
    {
        foreach (var span in PersistedSecurityInfo.Find(text))
            reporter.Report(
                context.ReportDiagnostic, Rule.PersistSecurityInfo, LiteralText.Locate(context.Node, text, span), context.Node, context.ContainingSymbol,
                DiagnosticKinds.Pair);
    }
}
