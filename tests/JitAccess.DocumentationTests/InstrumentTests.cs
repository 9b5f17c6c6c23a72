using System.Text.RegularExpressions;
using JitAccess.ArchitectureTests;
using JitAccess.DocumentationTests.Generated;

namespace JitAccess.DocumentationTests;

/// <summary>Whoever reads of the metrics in the package alone reads of all of them.</summary>
public partial class InstrumentTests
{
    // Every instrument has these two; the text below the table says so once.
    private const string OfAll = "jitaccess.";

    [Fact]
    public void Readme_OfCore_HasEachInstrumentWithItsUnitAndTags()
    {
        // A colon begins the values of a tag.
        var rows = Row().Matches(Repository.Read("src/JitAccess/README.md"))
            .Select(m => $"{m.Groups["name"].Value} {m.Groups["unit"].Value} {string.Join(' ', Tag().Matches(m.Groups["tags"].Value.Split(':')[0]).Select(t => t.Groups["tag"].Value))}");

        rows.ShouldBe(
            InstrumentsTable.Instruments.Select(i =>
                $"{i.Instrument.Name} {i.Instrument.Unit} {string.Join(' ', i.Tags.Where(t => !t.StartsWith(OfAll, StringComparison.Ordinal)))}"),
            ignoreOrder: true);
    }

    [GeneratedRegex(@"^\| `(?<name>jitaccess\.[a-z_.]+)` \| `(?<unit>[^`]+)` \|(?<tags>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<tag>[a-z_]+)`")]
    private static partial Regex Tag();
}
