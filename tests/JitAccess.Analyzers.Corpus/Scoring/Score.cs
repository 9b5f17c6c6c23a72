using System.Collections.Frozen;
using JitAccess.Analyzers.Corpus.Labels;

namespace JitAccess.Analyzers.Corpus.Scoring;

/// <summary>How good a contestant is.</summary>
/// <param name="Contestant">Its name.</param>
/// <param name="Outcomes">One for each secret, found or not.</param>
/// <param name="RightReports">The diagnostics that were right.</param>
/// <param name="FalsePositives">The diagnostics that were wrong.</param>
/// <param name="Misses">The secrets that no diagnostic found.</param>
/// <param name="Faults">Analyzers that threw.</param>
public sealed record Score(
    string Contestant, IReadOnlyList<SecretOutcome> Outcomes, IReadOnlyList<RightReport> RightReports,
    IReadOnlyList<Confusion> FalsePositives, IReadOnlyList<Confusion> Misses, IReadOnlyList<string> Faults)
{
    /// <summary>The share of secrets that were found.</summary>
    public double Recall => Share(Outcomes.Count(static o => o.IsFound), Outcomes.Count);

    /// <summary>The share of diagnostics that were right; not a number where nothing was reported.</summary>
    public double Precision => Share(RightReports.Count, RightReports.Count + FalsePositives.Count);

    /// <summary>The recall of one category.</summary>
    public double RecallOf(SecretCategory category) => RecallWhere(o => o.Category == category);

    /// <summary>The recall in source, or in files of configuration.</summary>
    public double RecallIn(bool source) => RecallWhere(o => o.IsInSource == source);

    /// <summary>The recall of one shape of secrets.</summary>
    public double RecallOf(string shape) => RecallWhere(o => o.Shape == shape);

    /// <summary>The share of right diagnostics among those of one rule.</summary>
    public FrozenDictionary<string, double> PrecisionByRule =>
        RightReports.Select(static r => r.Rule).Concat(FalsePositives.Select(static f => f.Rule)).Distinct().ToFrozenDictionary(
            static r => r, r => Share(RightReports.Count(x => x.Rule == r), RightReports.Count(x => x.Rule == r) + FalsePositives.Count(x => x.Rule == r)),
            StringComparer.Ordinal);

    /// <summary>The same score, of one part of the corpus.</summary>
    public Score Of(CorpusPart part) => this with
    {
        Outcomes = [.. Outcomes.Where(o => o.Part == part)],
        RightReports = [.. RightReports.Where(r => r.Part == part)],
        FalsePositives = [.. FalsePositives.Where(c => c.Part == part)],
        Misses = [.. Misses.Where(c => c.Part == part)],
    };

    private double RecallWhere(Func<SecretOutcome, bool> isMeant) => Share(Outcomes.Count(o => o.IsFound && isMeant(o)), Outcomes.Count(isMeant));

    private static double Share(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;
}
