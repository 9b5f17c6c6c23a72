using System.Collections.Immutable;
using JitAccess.Analyzers.Files;
using JitAccess.Analyzers.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Rules;

/// <summary>Finds keys and passwords in the files of settings that the build shows.</summary>
/// <remarks>An action per file, not one at the end of the compilation: editors run it while somebody types.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SettingsFileAnalyzer : ReportingAnalyzer
{
    /// <summary>The metadata by which the package marks a file that a project chose.</summary>
    private const string Mark = "build_metadata.AdditionalFiles.JitAccessSettings";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rule.KeyInFile, Rule.PasswordInFile, Rule.PersistSecurityInfo);

    private protected override void Start(CompilationStartAnalysisContext start, Reporter reporter) =>
        start.RegisterAdditionalFileAction(file => Analyze(file, reporter.IsTestProject));

    private static void Analyze(AdditionalFileAnalysisContext context, bool isTest)
    {
        var path = context.AdditionalFile.Path;
        var options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.AdditionalFile);
        if (!SettingsFile.IsKnown(path) && !(options.TryGetValue(Mark, out var mark) && mark.Equals("true", StringComparison.OrdinalIgnoreCase)))
            return;
        var ofFile = RuleOptions.Of(options);
        if (ofFile.Excludes(path) || (isTest && ofFile.SkipsTestProjects) || context.AdditionalFile.GetText(context.CancellationToken) is not { Length: <= SettingsFile.Largest } source)
            return;
        new SettingsCheck(path, source, ofFile, isTest, context.ReportDiagnostic).Run();
    }
}
