using System.Collections.Concurrent;
using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Rules;

/// <summary>Searches the literals of one compilation for keys of AWS.</summary>
internal sealed class KeySearch(Reporter reporter)
{
    private const int ShortestKey = 20;
    private const int ShortestSecret = 40;
    private const string SecretKey = "An AWS secret access key";
    private const string SessionToken = "An AWS session token or Bedrock key";

    // A file of data may hold thousands of random texts; it is read as a whole once.
    private readonly ConcurrentDictionary<SyntaxTree, bool> _speaksOfAws = new();

    public void Analyze(SyntaxNodeAnalysisContext context)
    {
        if (LiteralText.ValueOf(context.Node) is not { Length: >= ShortestKey } text)
            return;
        for (var from = 0; AccessKeyId.TryFind(text, from, out var id); from = id.End)
            ReportId(context, text, id);
        if (text.Length < ShortestSecret)
            return;
        for (var from = 0; SecretAccessKey.TryFind(text, from, out var key); from = key.End)
            ReportSecret(context, text, key);
        if (SecretAccessKey.IsSelfNamed(text))
            Report(context, Rule.SecretAccessKeyInSource, text, new TextSpan(0, text.Length), SessionToken);
    }

    private void ReportId(SyntaxNodeAnalysisContext context, string text, TextSpan id)
    {
        switch (AccessKeyId.Classify(text, id))
        {
            case KeyKind.Real:
                Report(context, Rule.AccessKeyIdInSource, text, id, text.Substring(id.Start, 4));
                break;
            case KeyKind.Example when !reporter.IsTestProject:
                Report(context, Rule.ExampleKey, text, id);
                break;
        }
    }

    private void ReportSecret(SyntaxNodeAnalysisContext context, string text, TextSpan key)
    {
        var kind = SecretAccessKey.Classify(text, key);
        if (kind == KeyKind.Real && IsNamed(context, text, key))
            Report(context, Rule.SecretAccessKeyInSource, text, key, SecretKey);
        else if (kind == KeyKind.Example && !reporter.IsTestProject)
            Report(context, Rule.ExampleKey, text, key);
    }

    // 40 random characters are many things. A name says that they are a key, or a file that speaks of AWS where no name says otherwise.
    private bool IsNamed(SyntaxNodeAnalysisContext context, string text, TextSpan key)
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

    private bool SpeaksOfAws(SyntaxTree tree, CancellationToken cancellationToken) => _speaksOfAws.GetOrAdd(tree, t => SpeaksOfAws(t.GetText(cancellationToken).ToString()));

    private static bool SpeaksOfAws(string text) =>
        text.IndexOf("using Amazon", StringComparison.Ordinal) >= 0 || text.IndexOf("AWS", StringComparison.Ordinal) >= 0
        || text.IndexOf("Aws", StringComparison.Ordinal) >= 0 || text.IndexOf("aws_", StringComparison.Ordinal) >= 0 || AccessKeyId.TryFind(text, 0, out _);

    private void Report(
        SyntaxNodeAnalysisContext context, DiagnosticDescriptor rule, string text, TextSpan part, params object[] arguments)
    {
        if (!reporter.IsAllowedKey(context.Node.SyntaxTree, text.Substring(part.Start, part.Length)))
            reporter.Report(
                context.ReportDiagnostic, rule, LiteralText.Locate(context.Node, text, part), context.Node, context.ContainingSymbol,
                DiagnosticKinds.KeyLiteral, arguments);
    }
}
