using System.Globalization;
using System.Text.RegularExpressions;
using JitAccess.ArchitectureTests;
using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>The outages that docs/observability.md promises to bridge.</summary>
public sealed partial class OutageToleranceTests : EngineTests
{
    public static TheoryData<string, string, string, string> Rows =>
        [.. Row().Matches(Repository.Read("docs/observability.md"))
            .Select(m => (m.Groups["life"].Value, m.Groups["served"].Value, m.Groups["early"].Value, m.Groups["outage"].Value))];

    [Fact]
    public void Rows_OfThePage_AreRead() => Rows.Count.ShouldBe(7);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_OfThePage_IsWhatTheWindowsGuarantee(string life, string served, string early, string outage)
    {
        var windows = RefreshWindows.For(Read(life), chance: 1);

        Write(windows.Expires).ShouldBe(served);
        Write(windows.Advisory).ShouldBe(early);
        Write(windows.Mandatory - windows.Refresh).ShouldBe(outage);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task R21_Outage_OfTheLengthOnThePage_IsBridged(string life, string served, string early, string outage)
    {
        (Chance, Provider.Life, Options.TransientRetries) = (1, Read(life), 0);
        var engine = await FilledEngine();
        engine.Current!.Windows.Expires.ShouldBeGreaterThan(Read(early));
        var end = Start + Read(served);
        AdvanceTo(engine.Current.RefreshAt);

        Provider.Fail();
        var over = Time.GetUtcNow() + Read(outage) - TimeSpan.FromMilliseconds(1); // the windows are cut by ticks, the page by tenths
        var next = Time.GetUtcNow();
        while (next < over)
        {
            AdvanceTo(next);
            await RefreshAsync(engine);
            (await engine.ReadForOpenAsync(TimeSpan.Zero, Ct)).Generation.ShouldBe(1);
            next = engine.GetStatus().NextAttemptAt.ShouldNotBeNull();
        }

        Provider.Recover();
        AdvanceTo(next);
        await RefreshAsync(engine);

        engine.Current.Generation.ShouldBe(2);
        Time.GetUtcNow().ShouldBeLessThan(end);
    }

    // Rounded down: what is promised must not be more than what is kept.
    private static string Write(TimeSpan value) =>
        $"{(Math.Floor((value.TotalSeconds * 10) + 0.001) / 10).ToString("0.#", CultureInfo.InvariantCulture)} s";

    private static TimeSpan Read(string text)
    {
        var (number, unit) = text.Split(' ') is [var first, var second] ? (double.Parse(first, CultureInfo.InvariantCulture), second) : default;
        return unit switch
        {
            "s" => TimeSpan.FromSeconds(number),
            "min" => TimeSpan.FromMinutes(number),
            "d" => TimeSpan.FromDays(number),
            _ => throw new FormatException($"'{text}' is no duration of the table."),
        };
    }

    [GeneratedRegex(@"^\| (?<life>\d+ (s|min|d)) \| (?<served>[\d.]+ s) \| (?<early>[\d.]+ s) \| (?<outage>[\d.]+ s) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
