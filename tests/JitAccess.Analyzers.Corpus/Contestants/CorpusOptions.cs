using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Corpus.Contestants;

/// <summary>Analyzer configuration from a dictionary.</summary>
internal sealed class CorpusOptions(Dictionary<string, string> values) : AnalyzerConfigOptions
{
    public override IEnumerable<string> Keys => values.Keys;

    public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
}
