using System.Collections.Frozen;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Corpus.Contestants;

/// <summary>The build properties of a program and the contestant's own options, the same for every file.</summary>
internal sealed class CorpusOptionsProvider(CorpusProgram program, FrozenDictionary<string, string> options) : AnalyzerConfigOptionsProvider
{
    private readonly CorpusOptions _options = new(new Dictionary<string, string>(options, StringComparer.OrdinalIgnoreCase)
    {
        ["build_property.TargetFramework"] = "net10.0",
        ["build_property.RootNamespace"] = program.Name,
        ["build_property.ProjectDir"] = program.Folder,
        ["build_property.IsTestProject"] = program.IsTestProject ? "true" : "",
    });

    public override AnalyzerConfigOptions GlobalOptions => _options;

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _options;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _options;
}
