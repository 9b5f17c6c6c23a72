using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>Finds what JitAccess refuses at start: a password or a weaker TLS mode where credentials are minted.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class JitDatabaseAnalyzer : ReportingAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rule.WeakSslMode, Rule.PasswordForJitDatabase);

    private protected override void Start(CompilationStartAnalysisContext start, Reporter reporter)
    {
        // A test hands over on purpose what is refused.
        if (reporter.IsTestProject || LibrarySymbols.Of(start.Compilation) is not { Credential: not null } symbols)
            return;
        start.RegisterOperationAction(operation => AnalyzeCall(operation, reporter, symbols), OperationKind.Invocation);
        start.RegisterOperationAction(operation => AnalyzeAssignment(operation, reporter, symbols), OperationKind.SimpleAssignment);
    }

    // JitDatabase.CreateAsync(builder, …) and builder.UseJitCredentials(…); in AddJitDatabase the lambda of ConfigureDataSource.
    private static void AnalyzeCall(OperationAnalysisContext context, Reporter reporter, LibrarySymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        var type = call.TargetMethod.ContainingType;
        if (call.Arguments.Length == 0
            || !((call.TargetMethod.Name == "CreateAsync" && LibrarySymbols.Is(type, symbols.Database)) || LibrarySymbols.Is(type, symbols.CredentialsExtensions)))
            return;
        new JitConnection(context, reporter).AnalyzeBuilder(call.Arguments[0].Value);
    }

    private static void AnalyzeAssignment(OperationAnalysisContext context, Reporter reporter, LibrarySymbols symbols)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: var property } target)
            return;
        var connection = new JitConnection(context, reporter);
        if (property.Name == "ConnectionString" && LibrarySymbols.Is(property.ContainingType, symbols.DatabaseOptions))
            connection.AnalyzeText(assignment.Value.Syntax);
        else if (property.Name is "SslMode" or "Password" && LibrarySymbols.Inherits(property.ContainingType, symbols.ConnectionStringBuilder)
            && target.Syntax.FirstAncestorOrSelf<InvocationExpressionSyntax>(IsConfigureDataSource) is not null)
            connection.AnalyzeProperty(assignment, property);
    }

    private static bool IsConfigureDataSource(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureDataSource" };
}
