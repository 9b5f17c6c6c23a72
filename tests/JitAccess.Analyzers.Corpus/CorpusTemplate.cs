namespace JitAccess.Analyzers.Corpus;

/// <summary>A file as the repository holds it: with marks instead of secrets.</summary>
/// <param name="Part">The part of the corpus.</param>
/// <param name="Program">The program it belongs to.</param>
/// <param name="File">Its path in the program.</param>
/// <param name="Text">The text with marks.</param>
public sealed record CorpusTemplate(CorpusPart Part, string Program, string File, string Text);
