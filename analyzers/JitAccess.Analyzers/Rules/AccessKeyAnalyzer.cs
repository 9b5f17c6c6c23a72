using System.Collections.Immutable;
using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Rules;

/// <summary>Finds keys of AWS in literals. Generated code is read too: a generator copies what it is given.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AccessKeyAnalyzer : DiagnosticAnalyzer
{
    private const int ShortestKey = 20;
    private const int ShortestSecret = 40;
    private const string SecretKey = "An AWS secret access key";
    private const string SessionToken = "An AWS session token or Bedrock key";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rule.AccessKeyIdInSource, Rule.SecretAccessKeyInSource, Rule.ExampleKey);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(static start =>
        {
            var reporter = new Reporter(start.Compilation, start.Options);
            start.RegisterSyntaxNodeAction(
                node => Analyze(node, reporter), SyntaxKind.StringLiteralExpression, SyntaxKind.Utf8StringLiteralExpression, SyntaxKind.InterpolatedStringText);
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, Reporter reporter)
    {
        if (LiteralText.ValueOf(context.Node) is not { Length: >= ShortestKey } text)
            return;
        for (var from = 0; AccessKeyId.TryFind(text, from, out var id); from = id.End)
            ReportId(context, reporter, text, id);
        if (text.Length < ShortestSecret)
            return;
        for (var from = 0; SecretAccessKey.TryFind(text, from, out var key); from = key.End)
            ReportSecret(context, reporter, text, key);
        if (SecretAccessKey.IsSelfNamed(text))
            Report(context, reporter, Rule.SecretAccessKeyInSource, text, new TextSpan(0, text.Length), SessionToken);
    }

    private static void ReportId(SyntaxNodeAnalysisContext context, Reporter reporter, string text, TextSpan id)
    {
        switch (AccessKeyId.Classify(text, id))
        {
            case KeyKind.Real:
                Report(context, reporter, Rule.AccessKeyIdInSource, text, id, text.Substring(id.Start, 4));
                break;
            case KeyKind.Example when !reporter.IsTestProject:
                Report(context, reporter, Rule.ExampleKey, text, id);
                break;
        }
    }

    private static void ReportSecret(SyntaxNodeAnalysisContext context, Reporter reporter, string text, TextSpan key)
    {
        var kind = SecretAccessKey.Classify(text, key);
        if (kind == KeyKind.Real && IsNamed(context, text, key))
            Report(context, reporter, Rule.SecretAccessKeyInSource, text, key, SecretKey);
        else if (kind == KeyKind.Example && !reporter.IsTestProject)
            Report(context, reporter, Rule.ExampleKey, text, key);
    }

    // 40 random characters are many things. A name says that they are a key, or a file that speaks of AWS where no name says otherwise.
    private static bool IsNamed(SyntaxNodeAnalysisContext context, string text, TextSpan key)
    {
        var names = NearbyNames.Of(context.Node, context.SemanticModel);
        if (key.Start > 0)
        {
            var line = text.LastIndexOf('\n', key.Start) + 1;
            names.Add(text.Substring(line, key.Start - line));
        }

        if (SecretName.IsOfKey(names))
            return true;
        return !SecretName.IsOfOther(names) && SpeaksOfAws(context.Node.SyntaxTree, context.CancellationToken);
    }

    private static bool SpeaksOfAws(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var text = tree.GetText(cancellationToken).ToString();
        return text.IndexOf("using Amazon", StringComparison.Ordinal) >= 0 || text.IndexOf("AWSCredentials", StringComparison.Ordinal) >= 0
            || text.IndexOf("AWS", StringComparison.Ordinal) >= 0
            || text.IndexOf("Aws", StringComparison.Ordinal) >= 0 || text.IndexOf("aws_", StringComparison.Ordinal) >= 0 || AccessKeyId.TryFind(text, 0, out _);
    }

    private static void Report(
        SyntaxNodeAnalysisContext context, Reporter reporter, DiagnosticDescriptor rule, string text, TextSpan part, params object[] arguments)
    {
        if (!reporter.IsAllowedKey(context.Node.SyntaxTree, text.Substring(part.Start, part.Length)))
            reporter.Report(
                context.ReportDiagnostic, rule, LiteralText.Locate(context.Node, text, part), context.Node, context.ContainingSymbol,
                DiagnosticKinds.KeyLiteral, arguments);
    }
}
