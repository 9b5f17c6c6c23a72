using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using JitAccess.Analyzers.Corpus.Compilations;
using JitAccess.Analyzers.Corpus.Labels;
using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Corpus.Tests;

/// <summary>The corpus is what it claims to be: large, labelled, compilable, and free of secrets until it is read.</summary>
public partial class CorpusTests
{
    private static readonly IReadOnlyList<CorpusProgram> Corpus = LabelledCorpus.Load();

    public static TheoryData<string> ProgramNames => [.. Corpus.Select(p => p.Name)];

    [Fact]
    public void Corpus_AsAWhole_IsAsLargeAsPromised()
    {
        CorpusFile[] files = [.. Corpus.SelectMany(p => p.Files)];

        files.Length.ShouldBeGreaterThanOrEqualTo(80);
        files.Sum(f => f.Secrets.Count).ShouldBeGreaterThanOrEqualTo(280);
        files.Sum(f => f.Innocents.Count).ShouldBeGreaterThanOrEqualTo(650);
        Corpus.Select(p => p.Name).ShouldBeUnique();
    }

    [Fact]
    public void Corpus_ByItsParts_HoldsOutMoreThanHalf()
    {
        var tuning = ShareOfTuning(f => f.Secrets.Count);

        tuning.ShouldBeInRange(0.35, 0.45);
        ShareOfTuning(f => f.Innocents.Count).ShouldBeInRange(0.33, 0.47);
        foreach (var category in Enum.GetValues<SecretCategory>())
            foreach (var part in Enum.GetValues<CorpusPart>())
                Corpus.Where(p => p.Part == part).SelectMany(p => p.Files).SelectMany(f => f.Secrets).Count(s => s.Category == category)
                    .ShouldBeGreaterThanOrEqualTo(10, $"{part} {category}");
    }

    [Fact]
    public void Corpus_ByItsLookAlikes_HasEveryCategory()
    {
        var counts = Corpus.SelectMany(p => p.Files).SelectMany(f => f.Innocents).CountBy(i => i.Category).ToDictionary();

        foreach (var category in InnocentCategories.All.Keys)
            counts.GetValueOrDefault(category).ShouldBeGreaterThanOrEqualTo(8, category);
    }

    [Theory]
    [MemberData(nameof(ProgramNames))]
    public void Program_OfTheCorpus_Compiles(string name)
    {
        var errors = ProgramCompiler.Compile(Corpus.Single(p => p.Name == name)).GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            // The message of a diagnostic may quote the source.
            .Select(d => $"{d.Location.GetLineSpan()}: {d.Id}");

        errors.ShouldBeEmpty();
    }

    [Fact]
    public void Configuration_OfThePrograms_IsWellFormed()
    {
        var lenient = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        foreach (var file in Corpus.SelectMany(p => p.Configuration))
            Should.NotThrow(() =>
            {
                if (file.Path.EndsWith(".json", StringComparison.Ordinal))
                    JsonDocument.Parse(file.Text, lenient).Dispose();
                else if (file.Path.EndsWith(".config", StringComparison.Ordinal))
                    XDocument.Parse(file.Text);
            }, file.Path);
    }

    [Theory]
    [InlineData(LabelledCorpus.DefaultSeed)]
    [InlineData(1)]
    [InlineData(2)]
    public void Labels_OfSecrets_StandWhereTheSecretIs(int seed)
    {
        foreach (var file in LabelledCorpus.Load(seed).SelectMany(p => p.Files))
            foreach (var secret in file.Secrets)
            {
                var before = file.Text[..secret.Span.Start];
                before.Count(c => c == '\n').ShouldBe(secret.Line, file.Path);
                ShapeOf(secret.Shape).IsMatch(file.Text[secret.Span.Start..secret.Span.End]).ShouldBeTrue($"{file.Path}({secret.Line + 1}): {secret.Shape}");
            }
    }

    [Fact]
    public void Labels_OfOtherPlaces_NameASecretOfTheirProgram()
    {
        foreach (var program in Corpus)
            foreach (var also in program.Files.SelectMany(f => f.Also))
                program.Files.SelectMany(f => f.Secrets).ShouldContain(s => s.Name == also.Name, $"{program.Name} {also.Name}");
    }

    [Fact]
    public void Load_TwiceWithOneSeed_InventsTheSameSecrets()
    {
        LabelledCorpus.Load().SelectMany(p => p.Files).Zip(Corpus.SelectMany(p => p.Files)).ShouldAllBe(f => f.First.Text == f.Second.Text);
        LabelledCorpus.Load(seed: 1).SelectMany(p => p.Files).Zip(Corpus.SelectMany(p => p.Files)).Where(f => f.First.Secrets.Count > 0)
            .ShouldAllBe(f => f.First.Text != f.Second.Text);
    }

    [Fact]
    public void Templates_AsTheRepositoryHoldsThem_HoldNoSecret()
    {
        foreach (var template in LabelledCorpus.Templates)
            foreach (var line in template.Text.Split('\n'))
            {
                var where = $"{template.Program}/{template.File}";
                KeyId().IsMatch(line).ShouldBeFalse(where);
                SecretKey().Matches(line).ShouldAllBe(m => Entropy(m.Value) < 4.25 || m.Value.EndsWith("EXAMPLEKEY", StringComparison.Ordinal), where);
                if (Password().IsMatch(line))
                    line.ShouldContain("«", Case.Sensitive, where);
            }
    }

    private static double ShareOfTuning(Func<CorpusFile, int> count) =>
        (double)Corpus.Where(p => p.Part == CorpusPart.Tuning).SelectMany(p => p.Files).Sum(count) / Corpus.SelectMany(p => p.Files).Sum(count);

    private static double Entropy(string text) =>
        -text.CountBy(c => c).Select(c => (double)c.Value / text.Length).Sum(p => p * Math.Log2(p));

    private static Regex ShapeOf(string shape) => shape switch
    {
        "akia" => new("^AKIA[Q-Z2-7][A-Z2-7]{15}$"),
        "asia" => new("^ASIA[Q-Z2-7][A-Z2-7]{15}$"),
        "secret" => new("^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9/+]{40}$"),
        _ => new(@"^[^""\s«»]{7,48}$"),
    };

    [GeneratedRegex(@"\bA[KS]IA(?![A-Z0-9]{9}EXAMPLE)[A-Z0-9]{16}\b")]
    private static partial Regex KeyId();

    [GeneratedRegex(@"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")]
    private static partial Regex SecretKey();

    [GeneratedRegex(@"(password|pwd)\s*=\s*[^;""\s={}]", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
