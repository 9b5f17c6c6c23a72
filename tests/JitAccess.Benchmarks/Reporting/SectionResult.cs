namespace JitAccess.Benchmarks.Reporting;

/// <summary>What a section found.</summary>
/// <param name="Table">The figures.</param>
/// <param name="Checks">What was promised of them.</param>
internal sealed record SectionResult(MarkdownTable Table, IReadOnlyList<Check> Checks);
