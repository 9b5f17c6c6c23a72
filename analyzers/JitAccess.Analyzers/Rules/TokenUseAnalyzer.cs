using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>Follows minted tokens: into connection strings, logs and messages, and into Npgsql's timer.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TokenUseAnalyzer : ReportingAnalyzer
{
    private const string PeriodicProvider = "UsePeriodicPasswordProvider";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rule.PeriodicRdsToken, Rule.TokenInConnectionString, Rule.RevealedSecret);

    private protected override void Start(CompilationStartAnalysisContext start, Reporter reporter)
    {
        if (LibrarySymbols.Of(start.Compilation) is { } symbols)
            start.RegisterOperationAction(operation => Analyze(operation, reporter, symbols), OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context, Reporter reporter, LibrarySymbols symbols)
    {
        var invocation = (IInvocationOperation)context.Operation;
        if (invocation.TargetMethod.Name == PeriodicProvider)
            AnalyzePeriodic(context, reporter, symbols, invocation);
        else if (Token.IsMinted(invocation, symbols))
            AnalyzeToken(context, reporter, symbols, invocation);
    }

    private static void AnalyzePeriodic(OperationAnalysisContext context, Reporter reporter, LibrarySymbols symbols, IInvocationOperation invocation)
    {
        foreach (var argument in invocation.Arguments)
            foreach (var operation in argument.Value.Descendants())
                if (operation is IInvocationOperation call && (Token.IsMinted(call, symbols) || Token.MintsInside(call.TargetMethod)))
                {
                    reporter.Report(
                        context.ReportDiagnostic, Rule.PeriodicRdsToken, invocation.Syntax.GetLocation(), context.Operation.Syntax, context.ContainingSymbol,
                        DiagnosticKinds.Call);
                    return;
                }
    }

    private static void AnalyzeToken(OperationAnalysisContext context, Reporter reporter, LibrarySymbols symbols, IInvocationOperation token)
    {
        var isCredential = LibrarySymbols.Is(token.TargetMethod.ContainingType, symbols.Credential);
        foreach (var (place, kind) in TokenFlow.Of(token, symbols))
            if (kind == TokenPlace.ConnectionString)
                Report(Rule.TokenInConnectionString, place);
            else if (isCredential && !reporter.IsTestProject)
                Report(Rule.RevealedSecret, place, TokenFlow.Describe(kind));

        void Report(DiagnosticDescriptor rule, IOperation place, params object[] arguments) => reporter.Report(
            context.ReportDiagnostic, rule, place.Syntax.GetLocation(), context.Operation.Syntax, context.ContainingSymbol, DiagnosticKinds.Call, arguments);
    }
}
