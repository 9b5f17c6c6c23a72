namespace JitAccess.Analyzers.Corpus;

/// <summary>One program of a company: what the compiler gets in one call.</summary>
/// <param name="Name">The name of the project.</param>
/// <param name="Part">The part of the corpus it belongs to.</param>
/// <param name="Files">Source and configuration, ordered by path.</param>
public sealed record CorpusProgram(string Name, CorpusPart Part, IReadOnlyList<CorpusFile> Files)
{
    /// <summary>Whether it is a project of tests.</summary>
    public bool IsTestProject => Name.EndsWith(".Tests", StringComparison.Ordinal);

    /// <summary>The folder that the compiler believes it stands in.</summary>
    public string Folder => $"/src/{Name}/";

    /// <summary>What the compiler compiles.</summary>
    public IEnumerable<CorpusFile> Sources => Files.Where(static f => f.IsSource);

    /// <summary>What a build hands to analyzers beside the sources.</summary>
    public IEnumerable<CorpusFile> Configuration => Files.Where(static f => !f.IsSource);
}
