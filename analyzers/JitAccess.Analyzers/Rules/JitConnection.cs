using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>The connection string of a database whose credentials are minted.</summary>
internal readonly struct JitConnection(OperationAnalysisContext context, Reporter reporter)
{
    private readonly OperationAnalysisContext _context = context;

    /// <summary>Follows a builder to where it is created, and to what is set on it.</summary>
    public void AnalyzeBuilder(IOperation builder)
    {
        while (builder is IConversionOperation conversion)
            builder = conversion.Operand;
        if (builder is ILocalReferenceOperation local)
        {
            AnalyzeSettings(local);
            foreach (var reference in local.Local.DeclaringSyntaxReferences)
                if (reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && value.SyntaxTree == local.Syntax.SyntaxTree)
                    AnalyzeCreation(local.SemanticModel?.GetOperation(value));
        }
        else
        {
            AnalyzeCreation(builder);
        }
    }

    public void AnalyzeText(SyntaxNode value)
    {
        if (value is not ExpressionSyntax expression || _context.Operation.SemanticModel is not { } model || IsLocalDevelopment(value))
            return;
        var text = new TextFolder(model).Fold(expression).ToString();
        foreach (var password in ConnectionText.FindPasswords(text))
            if (password.Value.Length > 0 && password.Surroundings == Surroundings.Connection)
            {
                Report(Rule.PasswordForJitDatabase, value);
                break;
            }

        if (SslModes.WeakIn(text) is { } mode)
            Report(Rule.WeakSslMode, value, mode);
    }

    public void AnalyzeProperty(ISimpleAssignmentOperation assignment, IPropertySymbol property)
    {
        if (IsLocalDevelopment(assignment.Syntax))
            return;
        if (property.Name == "Password" && assignment.Value.ConstantValue is not { HasValue: true, Value: null or "" })
            Report(Rule.PasswordForJitDatabase, assignment.Syntax);
        else if (property.Name == "SslMode" && assignment.Value is IFieldReferenceOperation { Field.Name: var mode } && SslModes.IsWeak(mode))
            Report(Rule.WeakSslMode, assignment.Syntax, mode);
    }

    private void AnalyzeCreation(IOperation? creation)
    {
        if (creation is IObjectCreationOperation { Arguments.Length: > 0 } created)
            AnalyzeText(created.Arguments[0].Value.Syntax);
    }

    // builder.ConnectionStringBuilder.SslMode = …
    private void AnalyzeSettings(ILocalReferenceOperation builder)
    {
        IOperation root = builder;
        while (root.Parent is { } parent)
            root = parent;
        foreach (var operation in root.Descendants())
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: IPropertyReferenceOperation { Instance: ILocalReferenceOperation local } } target } assignment
                && SymbolEqualityComparer.Default.Equals(local.Local, builder.Local))
                AnalyzeProperty(assignment, target.Property);
    }

    // The two exits that the library offers; it says itself what they cost.
    private static bool IsLocalDevelopment(SyntaxNode node)
    {
        SyntaxNode? scope = node.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>();
        scope ??= node.SyntaxTree.GetRoot();
        foreach (var part in scope.DescendantNodes())
            if (part is IdentifierNameSyntax { Identifier.ValueText: "UseConnectionStringPassword" or "AllowUnverifiedServer" })
                return true;
        return false;
    }

    private void Report(DiagnosticDescriptor rule, SyntaxNode node, params object[] arguments) => reporter.Report(
        _context.ReportDiagnostic, rule, node.GetLocation(), _context.Operation.Syntax, _context.ContainingSymbol, DiagnosticKinds.Call, arguments);
}
