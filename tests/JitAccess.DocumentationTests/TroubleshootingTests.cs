using System.Text.RegularExpressions;
using JitAccess.ArchitectureTests;
using JitAccess.DocumentationTests.Generated;
using Microsoft.Extensions.Logging;

namespace JitAccess.DocumentationTests;

/// <summary>Whoever searches the page for what a program said finds it.</summary>
public partial class TroubleshootingTests
{
    private const int FirstOfTesting = 9000;

    private static readonly string Page = Repository.Read("docs/troubleshooting.md");

    public static TheoryData<string> Messages => [.. Message().Matches(Page).Select(m => m.Groups["text"].Value)];

    public static TheoryData<int> Warnings =>
        [.. EventsTable.Events.Where(e => e.Level >= LogLevel.Warning && e.EventId < FirstOfTesting).Select(e => e.EventId)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_OfThePage_IsOneOfOurs(string message) => Sources().ShouldContain(text => text.Contains(message, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Warnings))]
    public void Warning_OfThePackages_HasItsEntry(int eventId) =>
        MarkdownFile.Of("docs/troubleshooting.md").Anchors.ShouldContain($"{eventId}");

    [Fact]
    public void EventIds_OfThePackages_AreUnique() => EventsTable.Events.Select(e => e.EventId).ShouldBeUnique();

    private static IEnumerable<string> Sources() =>
        Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal)).Select(Repository.Read);

    [GeneratedRegex("^### `(?<text>[^`]+)`$", RegexOptions.Multiline)]
    private static partial Regex Message();
}
