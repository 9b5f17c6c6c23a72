using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using JitAccess.Analyzers.Corpus.Contestants;
using JitAccess.Analyzers.Corpus.Scoring;

namespace JitAccess.Analyzers.Corpus.Tests;

/// <summary>The corpus and its scores, made once.</summary>
public sealed class CorpusFixture : IAsyncLifetime
{
    private const int Attempts = 10;

    public IReadOnlyList<CorpusProgram> Programs { get; } = LabelledCorpus.Load();

    public IReadOnlyList<Score> Scores { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var board = new Scoreboard(Programs);
        var scores = new List<Score>();
        foreach (var contestant in Entrants.All)
            scores.Add(await ScoreAsync(board, contestant));
        Scores = scores;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Scores a contestant by what it says in its own time.</summary>
    /// <remarks>Rules of others give their regular expressions a tenth of a second and take more for no match. Where the machine has halted a thread
    /// meanwhile, that is no opinion of the rule, and all of the contestant is asked again.</remarks>
    private static async Task<Score> ScoreAsync(Scoreboard board, Contestant contestant)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var timeouts = 0;
            AppDomain.CurrentDomain.FirstChanceException += Count;
            try
            {
                var score = await board.ScoreAsync(contestant);
                if (Volatile.Read(ref timeouts) == 0)
                    return score;
            }
            finally
            {
                AppDomain.CurrentDomain.FirstChanceException -= Count;
            }

            void Count(object? sender, FirstChanceExceptionEventArgs e)
            {
                if (e.Exception is RegexMatchTimeoutException)
                    Interlocked.Increment(ref timeouts);
            }
        }

        throw new InvalidOperationException($"Each of {Attempts} times an expression of {contestant.Name} ran out of its time.");
    }

    internal Score ScoreOf(Contestant contestant) => Scores.Single(s => s.Contestant == contestant.Name);
}
