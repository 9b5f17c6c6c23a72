namespace JitAccess.Analyzers.Corpus;

/// <summary>Who may look at the misses.</summary>
public enum CorpusPart
{
    /// <summary>The authors of the analyzers may look at every miss.</summary>
    Tuning,

    /// <summary>The authors see figures only: code that none of them has seen.</summary>
    Holdout,
}
