using System.Collections.Immutable;
using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>Finds credentials of AWS that are made of a key which never expires, wherever the key comes from.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LongLivedCredentialsAnalyzer : ReportingAnalyzer
{
    private const string Assemblies = "AWSSDK.";
    private const string BasicCredentials = "BasicAWSCredentials";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rule.LongLivedCredentials);

    private protected override void Start(CompilationStartAnalysisContext start, Reporter reporter)
    {
        if (start.Compilation.GetTypeByMetadataName("Amazon.Runtime." + BasicCredentials) is not null && !reporter.IsTestProject)
            start.RegisterOperationAction(operation => Analyze(operation, reporter), OperationKind.ObjectCreation);
    }

    private static void Analyze(OperationAnalysisContext context, Reporter reporter)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation is not { Constructor: { } constructor, Arguments.Length: >= 2 } || !TakesLongLivedKey(constructor))
            return;
        foreach (var argument in creation.Arguments)
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_String } && Origins.Of(argument.Value) is { Count: > 0 } origins && !IsKey(origins[0].Text))
                return; // "test", "minio": an emulator takes any key
        reporter.Report(
            context.ReportDiagnostic, Rule.LongLivedCredentials, creation.Syntax.GetLocation(), context.Operation.Syntax, context.ContainingSymbol,
            DiagnosticKinds.Creation, creation.Type?.Name ?? BasicCredentials);
    }

    // Each service's client has such constructors; those that take a session token get credentials that expire.
    private static bool TakesLongLivedKey(IMethodSymbol constructor)
    {
        if (!constructor.ContainingAssembly.Name.StartsWith(Assemblies, StringComparison.Ordinal))
            return false;
        bool id = false, secret = false;
        foreach (var parameter in constructor.Parameters)
        {
            if (parameter.Type.SpecialType != SpecialType.System_String)
                continue;
            if (parameter.Name.IndexOf("token", StringComparison.OrdinalIgnoreCase) >= 0)
                return false;
            id |= parameter.Name is "awsAccessKeyId" or "accessKey";
            secret |= parameter.Name is "awsSecretAccessKey" or "secretKey";
        }

        return id && secret;
    }

    private static bool IsKey(string text) => AccessKeyId.TryFind(text, 0, out _) || SecretAccessKey.TryFind(text, 0, out _);
}
