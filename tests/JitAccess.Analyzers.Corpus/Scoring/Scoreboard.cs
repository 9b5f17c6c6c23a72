using JitAccess.Analyzers.Corpus.Compilations;
using JitAccess.Analyzers.Corpus.Contestants;
using Microsoft.CodeAnalysis.CSharp;

namespace JitAccess.Analyzers.Corpus.Scoring;

/// <summary>Scores contestants on the same compilations.</summary>
/// <param name="programs">The corpus.</param>
public sealed class Scoreboard(IReadOnlyList<CorpusProgram> programs)
{
    private readonly CSharpCompilation[] _compilations = [.. programs.Select(ProgramCompiler.Compile)];

    /// <summary>The programs that are scored.</summary>
    public IReadOnlyList<CorpusProgram> Programs => programs;

    /// <summary>Runs a contestant on every program.</summary>
    public async Task<Score> ScoreAsync(Contestant contestant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contestant);
        var scores = new List<Score>();
        foreach (var (program, compilation) in programs.Zip(_compilations))
        {
            var reports = await ContestantRunner.RunAsync(contestant, program, compilation, cancellationToken).ConfigureAwait(false);
            scores.Add(new ProgramScorer(program, contestant).Score(reports));
        }

        return new(
            contestant.Name,
            [.. scores.SelectMany(static s => s.Outcomes)], [.. scores.SelectMany(static s => s.RightReports)],
            [.. scores.SelectMany(static s => s.FalsePositives)], [.. scores.SelectMany(static s => s.Misses)],
            [.. scores.SelectMany(static s => s.Faults).Distinct()]);
    }
}
