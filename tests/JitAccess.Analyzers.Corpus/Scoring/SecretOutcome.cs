using JitAccess.Analyzers.Corpus.Labels;

namespace JitAccess.Analyzers.Corpus.Scoring;

/// <summary>Whether a secret was found.</summary>
/// <param name="Part">The part of the corpus.</param>
/// <param name="Category">What it is.</param>
/// <param name="Shape">How it was generated.</param>
/// <param name="IsInSource">Whether it stands in C#, not in a file of configuration.</param>
/// <param name="IsFound">Whether a fitting diagnostic overlaps it.</param>
public sealed record SecretOutcome(CorpusPart Part, SecretCategory Category, string Shape, bool IsInSource, bool IsFound);
