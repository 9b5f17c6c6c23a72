using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>Finds passwords that are handed over as values: to members, parameters, variables, keys, and by password providers.</summary>
/// <remarks>The name is asked first. It is nearly never that of a password, and then nothing else is looked at.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PasswordValueAnalyzer : ReportingAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rule.PasswordValue);

    private protected override void Start(CompilationStartAnalysisContext start, Reporter reporter)
    {
        start.RegisterOperationAction(
            operation => Analyze(new PasswordCheck(operation, reporter)),
            OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment, OperationKind.VariableDeclarator, OperationKind.FieldInitializer,
            OperationKind.PropertyInitializer, OperationKind.ParameterInitializer, OperationKind.Invocation, OperationKind.ObjectCreation,
            OperationKind.Coalesce, OperationKind.Tuple);
        start.RegisterSyntaxNodeAction(node => AttributePasswords.Analyze(node, reporter), SyntaxKind.AttributeArgument);
        start.RegisterSyntaxNodeAction(
            node => MemberPasswords.Analyze(node, reporter), SyntaxKind.MethodDeclaration, SyntaxKind.PropertyDeclaration, SyntaxKind.LocalFunctionStatement);
    }

    private static void Analyze(PasswordCheck check)
    {
        switch (check.Operation)
        {
            case IAssignmentOperation assignment:
                AssignedPasswords.Analyze(check, assignment);
                break;
            case IVariableDeclaratorOperation { Initializer: { } initializer } declarator:
                DeclaredPasswords.Analyze(check, declarator.Symbol, initializer.Value);
                break;
            case IFieldInitializerOperation field:
                foreach (var symbol in field.InitializedFields)
                    DeclaredPasswords.Analyze(check, symbol, field.Value);
                break;
            case IPropertyInitializerOperation property:
                foreach (var symbol in property.InitializedProperties)
                    DeclaredPasswords.Analyze(check, symbol, property.Value);
                break;
            case IParameterInitializerOperation parameter:
                DeclaredPasswords.Analyze(check, parameter.Parameter, parameter.Value);
                break;
            case IInvocationOperation invocation:
                ArgumentPasswords.Analyze(check, invocation.TargetMethod, invocation.Arguments);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } creation:
                ArgumentPasswords.Analyze(check, constructor, creation.Arguments);
                break;
            case ICoalesceOperation coalesce:
                KeyedPasswords.AnalyzeFallback(check, coalesce);
                break;
            case ITupleOperation tuple:
                KeyedPasswords.AnalyzeTuple(check, tuple);
                break;
        }
    }
}
