using System.Globalization;
using System.Text;
using JitAccess.Analyzers.Corpus.Labels;

namespace JitAccess.Analyzers.Corpus.Scoring;

/// <summary>Scores as Markdown.</summary>
public static class ScoreTable
{
    private static readonly (SecretCategory Category, string Title)[] Categories =
    [
        (SecretCategory.AccessKeyId, "key ids"), (SecretCategory.SecretAccessKey, "secret keys"),
        (SecretCategory.ConnectionString, "connection strings"), (SecretCategory.PasswordValue, "password values"),
    ];

    /// <summary>What the corpus holds.</summary>
    public static string Counts(IReadOnlyList<CorpusProgram> programs)
    {
        ArgumentNullException.ThrowIfNull(programs);
        var table = new StringBuilder("| Corpus | Programs | Files | Secrets | Innocent look-alikes |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach (var part in Enum.GetValues<CorpusPart>())
            AppendCounts(table, Title(part), programs.Where(p => p.Part == part));
        AppendCounts(table, "Both", programs);
        return table.ToString();
    }

    /// <summary>Recall and precision side by side.</summary>
    public static string SideBySide(IReadOnlyList<Score> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var table = new StringBuilder("| Analyzers | Part | Recall | Precision |");
        foreach (var (_, title) in Categories)
            table.Append(CultureInfo.InvariantCulture, $" Recall, {title} |");
        table.Append(" Recall, C# | Recall, configuration | False positives |\n| --- | --- | ---: | ---: |");
        table.Insert(table.Length, " ---: |", Categories.Length + 3).Append('\n');
        foreach (var score in scores)
        {
            foreach (var part in Enum.GetValues<CorpusPart>())
                AppendScore(table, score.Of(part), Title(part));
            AppendScore(table, score, "Both");
        }

        return table.ToString();
    }

    /// <summary>The precision of each rule.</summary>
    public static string Rules(IReadOnlyList<Score> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var table = new StringBuilder("| Analyzers | Rule | Right | Wrong | Precision |\n| --- | --- | ---: | ---: | ---: |\n");
        foreach (var score in scores)
            foreach (var (rule, precision) in score.PrecisionByRule.OrderBy(static r => r.Key, StringComparer.Ordinal))
                table.Append(CultureInfo.InvariantCulture,
                    $"| {score.Contestant} | {rule} | {score.RightReports.Count(r => r.Rule == rule)} | {score.FalsePositives.Count(f => f.Rule == rule)} | {Percent(precision)} |\n");
        return table.ToString();
    }

    /// <summary>How many diagnostics fell on which kind of look-alikes.</summary>
    public static string FalsePositives(IReadOnlyList<CorpusProgram> programs, IReadOnlyList<Score> scores)
    {
        ArgumentNullException.ThrowIfNull(programs);
        ArgumentNullException.ThrowIfNull(scores);
        var table = new StringBuilder("| Look-alike | Lines |");
        foreach (var score in scores)
            table.Append(CultureInfo.InvariantCulture, $" {score.Contestant} |");
        table.Append("\n| --- | ---: |").Insert(table.Length, " ---: |", scores.Count).Append('\n');
        foreach (var (category, meaning) in InnocentCategories.All.OrderBy(static c => c.Key, StringComparer.Ordinal))
        {
            var lines = programs.SelectMany(static p => p.Files).SelectMany(static f => f.Innocents).Count(i => i.Category == category);
            AppendFalsePositives(table, $"{meaning} (`{category}`) | {lines}", scores, c => c.What == category);
        }

        AppendFalsePositives(table, "anything else | ", scores, static c => !InnocentCategories.All.ContainsKey(c.What));
        return table.ToString();
    }

    private static void AppendCounts(StringBuilder table, string title, IEnumerable<CorpusProgram> programs)
    {
        CorpusFile[] files = [.. programs.SelectMany(static p => p.Files)];
        table.Append(CultureInfo.InvariantCulture,
            $"| {title} | {programs.Count()} | {files.Length} | {files.Sum(static f => f.Secrets.Count)} | {files.Sum(static f => f.Innocents.Count)} |\n");
    }

    private static void AppendScore(StringBuilder table, Score score, string part)
    {
        table.Append(CultureInfo.InvariantCulture, $"| {score.Contestant} | {part} | {Percent(score.Recall)} | {Percent(score.Precision)} |");
        foreach (var (category, _) in Categories)
            table.Append(CultureInfo.InvariantCulture, $" {Percent(score.RecallOf(category))} |");
        table.Append(CultureInfo.InvariantCulture,
            $" {Percent(score.RecallIn(source: true))} | {Percent(score.RecallIn(source: false))} | {score.FalsePositives.Count} |\n");
    }

    private static void AppendFalsePositives(StringBuilder table, string title, IReadOnlyList<Score> scores, Func<Confusion, bool> isMeant)
    {
        table.Append(CultureInfo.InvariantCulture, $"| {title} |");
        foreach (var score in scores)
            table.Append(CultureInfo.InvariantCulture, $" {score.FalsePositives.Count(isMeant)} |");
        table.Append('\n');
    }

    private static string Title(CorpusPart part) => part == CorpusPart.Tuning ? "Tuning" : "Holdout";

    private static string Percent(double share) => double.IsNaN(share) ? "–" : share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
