using System.Collections.Frozen;
using System.Collections.Immutable;
using JitAccess.Analyzers.Corpus.Labels;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Corpus.Contestants;

/// <summary>Analyzers whose score is wanted.</summary>
/// <param name="Name">How tables call them.</param>
/// <param name="Analyzers">The analyzers.</param>
public sealed record Contestant(string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers)
{
    /// <summary>The rules to run as warnings, also where they are off by default; where it is empty, all rules run with their own severity.</summary>
    public FrozenSet<string> Rules { get; init; } = [];

    /// <summary>Which categories a diagnostic is about; any by default. A report of a password does not find the key id next to it.</summary>
    public Func<Diagnostic, SecretCategory, bool> Fits { get; init; } = static (_, _) => true;

    /// <summary>Further additional files, beside the configuration of each program: what the package's own build files would add.</summary>
    public ImmutableArray<AdditionalText> AdditionalFiles { get; init; } = [];

    /// <summary>Analyzer configuration for the whole compilation, as a .globalconfig or build properties would set it.</summary>
    public FrozenDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;

    internal ImmutableArray<DiagnosticAnalyzer> Active =>
        Rules.Count == 0 ? Analyzers : [.. Analyzers.Where(a => a.SupportedDiagnostics.Any(d => Rules.Contains(d.Id)))];

    internal IEnumerable<KeyValuePair<string, ReportDiagnostic>> Severities =>
        Rules.Count == 0
            ? []
            : Active.SelectMany(static a => a.SupportedDiagnostics).Select(static d => d.Id).Distinct()
                .Select(id => KeyValuePair.Create(id, Rules.Contains(id) ? ReportDiagnostic.Warn : ReportDiagnostic.Suppress));
}
