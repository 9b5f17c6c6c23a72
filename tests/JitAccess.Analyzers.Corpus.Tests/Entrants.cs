using JitAccess.Analyzers.Corpus.Contestants;

namespace JitAccess.Analyzers.Corpus.Tests;

/// <summary>Who stands in the table, in its order.</summary>
internal static class Entrants
{
    public static IReadOnlyList<Contestant> All { get; } = [.. Peers.All];
}
