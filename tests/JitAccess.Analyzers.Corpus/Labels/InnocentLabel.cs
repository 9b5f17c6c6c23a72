namespace JitAccess.Analyzers.Corpus.Labels;

/// <summary>What looks like a secret and is none.</summary>
/// <param name="Category">One of <see cref="InnocentCategories"/>.</param>
/// <param name="Line">Its line, from zero.</param>
public sealed record InnocentLabel(string Category, int Line);
