using JitAccess.Analyzers.Corpus.Contestants;
using JitAccess.Analyzers.Corpus.Scoring;

namespace JitAccess.Analyzers.Corpus.Tests;

/// <summary>The corpus and its scores, made once.</summary>
public sealed class CorpusFixture : IAsyncLifetime
{
    public IReadOnlyList<CorpusProgram> Programs { get; } = LabelledCorpus.Load();

    public IReadOnlyList<Score> Scores { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var board = new Scoreboard(Programs);
        var scores = new List<Score>();
        foreach (var contestant in Entrants.All)
            scores.Add(await board.ScoreAsync(contestant));
        Scores = scores;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal Score ScoreOf(Contestant contestant) => Scores.Single(s => s.Contestant == contestant.Name);
}
