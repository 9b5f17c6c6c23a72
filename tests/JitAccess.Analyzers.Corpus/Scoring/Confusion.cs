using JitAccess.Analyzers.Corpus.Labels;

namespace JitAccess.Analyzers.Corpus.Scoring;

/// <summary>A secret that was missed, or a report of none. It says where and what, and nothing of the text.</summary>
/// <param name="Part">The part of the corpus.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">Its line, from one.</param>
/// <param name="What">The category and shape of what was missed, or the category of what was reported.</param>
/// <param name="Rule">The rule that reported; empty for a miss.</param>
public sealed record Confusion(CorpusPart Part, string Path, int Line, string What, string Rule)
{
    internal static Confusion Miss(CorpusPart part, CorpusFile file, SecretLabel secret) =>
        new(part, file.Path, secret.Line + 1, $"{secret.Category} ({secret.Shape})", "");

    /// <inheritdoc/>
    public override string ToString() => Rule.Length == 0 ? $"missed   {Path}({Line}): {What}" : $"reported {Path}({Line}): {What}, by {Rule}";
}
