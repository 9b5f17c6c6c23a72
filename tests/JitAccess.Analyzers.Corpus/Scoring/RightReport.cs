namespace JitAccess.Analyzers.Corpus.Scoring;

/// <summary>A diagnostic that is about a secret.</summary>
/// <param name="Part">The part of the corpus.</param>
/// <param name="Rule">The rule.</param>
public sealed record RightReport(CorpusPart Part, string Rule);
