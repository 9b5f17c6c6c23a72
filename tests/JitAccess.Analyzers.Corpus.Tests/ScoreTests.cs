using System.Text.RegularExpressions;
using JitAccess.Analyzers.Corpus.Labels;
using JitAccess.Analyzers.Corpus.Scoring;
using JitAccess.ArchitectureTests;

namespace JitAccess.Analyzers.Corpus.Tests;

/// <summary>What the corpus says about analyzers.</summary>
public partial class ScoreTests(CorpusFixture corpus, ITestOutputHelper output) : IClassFixture<CorpusFixture>
{
    private const string Page = "docs/benchmarks.md";

    private static readonly bool Update = Environment.GetEnvironmentVariable("JITACCESS_UPDATE_DOCS") == "1";

    [Fact]
    public void Ours_OnTheCorpus_FindsNearlyAllAndHardlyAnythingElse()
    {
        var ours = corpus.ScoreOf(Entrants.Ours);
        Print(ours);

        ours.Faults.ShouldBeEmpty();
        var holdout = ours.Of(CorpusPart.Holdout);
        holdout.Recall.ShouldBeGreaterThanOrEqualTo(0.95);
        holdout.Precision.ShouldBeGreaterThanOrEqualTo(0.98);
    }

    [Fact]
    public void Sonar_OnTheCorpus_FindsAThirdOfWhatIsInSource()
    {
        var sonar = corpus.ScoreOf(Peers.Sonar);
        Print(sonar);

        sonar.Faults.ShouldBeEmpty();
        sonar.RecallIn(source: true).ShouldBeInRange(0.33, 0.40);
        sonar.Precision.ShouldBeInRange(0.6, 0.8);
        sonar.RecallOf(SecretCategory.AccessKeyId).ShouldBeLessThan(0.05);
        // Without its scanner it reads no configuration.
        sonar.RecallIn(source: false).ShouldBe(0);
    }

    [Fact]
    public void ThreeExpressions_OnTheCorpus_ScorePoorly()
    {
        var naive = corpus.ScoreOf(NaiveAnalyzer.Contestant);
        Print(naive);

        naive.Faults.ShouldBeEmpty();
        naive.Recall.ShouldBeLessThan(0.75);
        naive.Precision.ShouldBeLessThan(0.75);
    }

    [Fact]
    public void Others_OnTheCorpus_FindNextToNothing()
    {
        corpus.ScoreOf(Peers.SecurityCodeScan).Recall.ShouldBeInRange(0.001, 0.05);
        Peers.Sdk.Rules.ShouldBeSubsetOf(Peers.Sdk.Analyzers.SelectMany(a => a.SupportedDiagnostics).Select(d => d.Id));
        corpus.ScoreOf(Peers.Sdk).Recall.ShouldBe(0);
    }

    [Fact]
    public void Confusions_OfAnyContestant_RepeatNoSecret()
    {
        string[] secrets = [.. corpus.Programs.SelectMany(p => p.Files).SelectMany(f => f.Secrets, (f, s) => f.Text[s.Span.Start..s.Span.End])];
        foreach (var confusion in corpus.Scores.SelectMany(s => s.Misses.Concat(s.FalsePositives)).Select(c => c.ToString()))
            secrets.ShouldNotContain(s => confusion.Contains(s, StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_OfTheBenchmarks_AreWhatTheCorpusSays()
    {
        var expected = string.Join('\n',
            ScoreTable.Counts(corpus.Programs), ScoreTable.SideBySide(corpus.Scores), ScoreTable.Rules(corpus.Scores),
            ScoreTable.FalsePositives(corpus.Programs, corpus.Scores));
        output.WriteLine(expected);
        var text = Repository.Read(Page);
        var section = Section().Match(text).Groups["content"];
        if (Update)
            File.WriteAllText(Path.Combine(Repository.Root, Page), $"{text[..section.Index]}\n{expected}\n{text[(section.Index + section.Length)..]}");
        else
            section.Value.Trim('\n').ShouldBe(expected.Trim('\n'), $"{Page} is stale; run eng/update-docs.sh and read the difference");
    }

    /// <summary>Of the held-out part only the figures: its misses are for nobody who writes analyzers.</summary>
    private void Print(Score score)
    {
        output.WriteLine(ScoreTable.SideBySide([score]));
        foreach (var confusion in score.Of(CorpusPart.Tuning) is var tuning ? tuning.Misses.Concat(tuning.FalsePositives) : [])
            output.WriteLine(confusion.ToString());
    }

    [GeneratedRegex("<!-- secrets:begin -->\n(?<content>.*?)<!-- secrets:end -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
