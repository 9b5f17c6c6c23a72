using JitAccess.Analyzers.Corpus.Contestants;
using JitAccess.Analyzers.Corpus.Labels;
using JitAccess.Analyzers.Corpus.Scoring;
using JitAccess.Analyzers.Corpus.Secrets;
using JitAccess.Analyzers.Corpus.Tests.Stubs;
using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Corpus.Tests;

/// <summary>What counts as found, and what as wrong.</summary>
public class ScoringTests
{
    private const string Pair = """class C { string[] Pair = ["first «id:akia»", "second «key:secret»"]; }""";

    [Fact]
    public async Task Report_OnTheLiteral_FindsTheSecretInIt()
    {
        var score = await ScoreAsync("Host=db;Password=", """class C { string s = "Host=db;Password=«cs:human»"; }""");

        score.Recall.ShouldBe(1);
        score.Precision.ShouldBe(1);
        score.RecallOf(SecretCategory.ConnectionString).ShouldBe(1);
        score.RecallOf("human").ShouldBe(1);
        score.PrecisionByRule[StubAnalyzer.Id].ShouldBe(1);
    }

    [Fact]
    public async Task Report_OnOneOfAPair_LeavesTheOtherMissed()
    {
        var score = await ScoreAsync("second ", Pair);

        score.RecallOf(SecretCategory.AccessKeyId).ShouldBe(0);
        score.RecallOf(SecretCategory.SecretAccessKey).ShouldBe(1);
        score.Misses.Single().ToString().ShouldBe("missed   /src/P/A.cs(1): AccessKeyId (akia)");
    }

    [Fact]
    public async Task Report_ElsewhereOnTheLine_FindsTheFirstOfIt()
    {
        var score = await ScoreAsync("string[]", Pair);

        score.RecallOf(SecretCategory.AccessKeyId).ShouldBe(1);
        score.RecallOf(SecretCategory.SecretAccessKey).ShouldBe(0);
    }

    [Fact]
    public async Task Report_WhereANamedSecretIsUsed_FindsItInAnotherFile()
    {
        var score = await ScoreAsync("Keys.Id", """class Keys { public const string Id = "«id:akia#id»"; }""", """class C { string s = Keys.Id; }«also#id»""");

        score.Recall.ShouldBe(1);
        score.FalsePositives.ShouldBeEmpty();
    }

    [Fact]
    public async Task Report_OnALookAlike_IsAFalsePositiveOfItsCategory()
    {
        var score = await ScoreAsync("Password:", "class C\n{\n    string s = \"Password:\";«ok:message»\n}");

        score.Precision.ShouldBe(0);
        score.FalsePositives.Single().ToString().ShouldBe($"reported /src/P/A.cs(3): message, by {StubAnalyzer.Id}");
    }

    [Fact]
    public async Task Report_OnANeutralLine_CountsForNothing()
    {
        var score = await ScoreAsync("Password=x", "class C { string s = \"Password=x\"; }«any»");

        score.RightReports.ShouldBeEmpty();
        score.FalsePositives.ShouldBeEmpty();
        score.Precision.ShouldBe(double.NaN);
    }

    [Fact]
    public async Task Report_ThatDoesNotFit_FindsNothing()
    {
        var score = await ScoreAsync(new Contestant("stub", [new StubAnalyzer("first")]) { Fits = (_, category) => category == SecretCategory.ConnectionString }, Pair);

        score.Recall.ShouldBe(0);
        score.FalsePositives.Single().What.ShouldBe("another kind of secret");
    }

    [Fact]
    public async Task Report_BelowAWarning_CountsForNothing()
    {
        var score = await ScoreAsync(new Contestant("stub", [new StubAnalyzer("first", DiagnosticSeverity.Info), new StubAnalyzer("class", DiagnosticSeverity.Info)]), Pair);

        score.Recall.ShouldBe(0);
        score.FalsePositives.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rule_OffByDefault_RunsWhereItIsNamed()
    {
        var stub = new StubAnalyzer("first", isEnabledByDefault: false);

        (await ScoreAsync(new Contestant("stub", [stub]), Pair)).RightReports.ShouldBeEmpty();
        (await ScoreAsync(new Contestant("stub", [stub]) { Rules = [StubAnalyzer.Id] }, Pair)).RightReports.Count.ShouldBe(1);
        (await ScoreAsync(new Contestant("stub", [stub]) { Rules = ["STUB009"] }, Pair)).RightReports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Report_InConfiguration_IsScoredLikeOneInSource()
    {
        var program = Program(("A.cs", "class C;"), ("appsettings.json", "{\n  \"Password\": \"«pw:machine»\"\n}"));
        var score = await new Scoreboard([program]).ScoreAsync(new("stub", [new StubAnalyzer("\"Password\"")]), TestContext.Current.CancellationToken);

        score.RecallIn(source: false).ShouldBe(1);
        score.RecallIn(source: true).ShouldBe(double.NaN);
    }

    [Fact]
    public async Task Analyzer_ThatThrows_IsNamedWithoutItsMessage()
    {
        var score = await ScoreAsync(new Contestant("faulty", [new FaultyAnalyzer()]), Pair);

        score.Faults.ShouldBe([$"{nameof(FaultyAnalyzer)} threw {nameof(InvalidOperationException)} in P"]);
    }

    [Theory]
    [InlineData("«cs:nonsense»")]
    [InlineData("«nonsense:human»")]
    [InlineData("«ok:nonsense»")]
    [InlineData("«ok:hash=nonsense»")]
    [InlineData("«cs human»")]
    public void Mark_ThatIsNone_IsRefused(string mark) => Should.Throw<FormatException>(() => Program(("A.cs", mark)));

    private static Task<Score> ScoreAsync(string text, params string[] templates) => ScoreAsync(new Contestant("stub", [new StubAnalyzer(text)]), templates);

    private static Task<Score> ScoreAsync(Contestant contestant, params string[] templates) =>
        new Scoreboard([Program([.. templates.Select((t, i) => ($"{(char)('A' + i)}.cs", t))])]).ScoreAsync(contestant, TestContext.Current.CancellationToken);

    private static CorpusProgram Program(params (string File, string Template)[] files)
    {
        var source = new SecretSource(1, "P");
        return new("P", CorpusPart.Tuning, [.. files.Select(f => TemplateReader.Read("/src/P/" + f.File, f.Template, source))]);
    }
}
