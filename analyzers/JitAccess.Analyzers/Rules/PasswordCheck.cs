using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Rules;

/// <summary>One place where a name gets a value.</summary>
internal readonly struct PasswordCheck(OperationAnalysisContext context, Reporter reporter)
{
    private readonly OperationAnalysisContext _context = context;

    public IOperation Operation => _context.Operation;

    public Compilation Compilation => _context.Compilation;

    /// <summary>Reports each literal that the value may come from and that is a password.</summary>
    public void Report(string name, IOperation? value, Surroundings surroundings, string? hosts = null)
    {
        if (value is null)
            return;
        foreach (var origin in Origins.Of(value))
        {
            // What a connection string in the same place holds is another rule's.
            var judge = reporter.JudgeOf(origin.Node.SyntaxTree);
            if (!judge.Condemns(origin.Text, surroundings, hosts) || ConnectionText.MayHoldPassword(origin.Text) || IsThrown(origin.Node))
                continue;
            reporter.Report(
                _context.ReportDiagnostic, Rule.PasswordValue, origin.Node.GetLocation(), _context.Operation.Syntax, _context.ContainingSymbol, DiagnosticKinds.Value, name);
        }
    }

    private static bool IsThrown(SyntaxNode node) => node.FirstAncestorOrSelf<ThrowExpressionSyntax>() is not null;
}
