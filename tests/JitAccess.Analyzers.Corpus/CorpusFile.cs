using JitAccess.Analyzers.Corpus.Labels;

namespace JitAccess.Analyzers.Corpus;

/// <summary>A file with its labels; the text is what analyzers see, without any mark.</summary>
/// <param name="Path">The full path that the compiler believes in.</param>
/// <param name="Text">The text with generated secrets.</param>
/// <param name="Secrets">What must be reported.</param>
/// <param name="Also">Other places where a report of a named secret counts, by its name.</param>
/// <param name="Innocents">What looks like a secret and is none.</param>
/// <param name="Neutral">Lines on which a report is neither right nor wrong.</param>
public sealed record CorpusFile(
    string Path, string Text, IReadOnlyList<SecretLabel> Secrets, IReadOnlyList<AlsoLabel> Also,
    IReadOnlyList<InnocentLabel> Innocents, IReadOnlySet<int> Neutral)
{
    /// <summary>Whether it is C#.</summary>
    public bool IsSource => Path.EndsWith(".cs", StringComparison.Ordinal);
}
