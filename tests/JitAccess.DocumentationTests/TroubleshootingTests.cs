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
    public void Message_OfThePage_IsOneOfOurs(string message) =>
        Sources().Concat(SetupMessages.All.Select(m => m.Text)).ShouldContain(text => text.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Messages_OfASetupThatIsWrong_HaveTheirEntries()
    {
        var headings = Messages.Select(row => row.Data).ToList();

        var missing = SetupMessages.All.Where(m => !headings.Exists(h => m.Text.Contains(h, StringComparison.Ordinal)));

        string.Join('\n', missing.Select(m => $"{m.Place}: {m.Text}")).ShouldBeEmpty("each needs an entry '### `part of its text`' in docs/troubleshooting.md");
        SetupMessages.All.Count.ShouldBeGreaterThan(50, "else the sources are not read");
    }

    [Theory]
    [InlineData("void M(string name) => throw new JitConfigurationException($\"Database '{name}' is \" + \"wrong.\");", "Database '…' is wrong.")]
    [InlineData("void M() => throw Error(\"it is wrong\"); JitConfigurationException Error(string why) => new($\"Not so: {why}.\");", "Not so: it is wrong.")]
    [InlineData("void M() => throw new JitConfigurationException(a ? \"one thing\" : b switch { 1 => \"or two\", _ => null });", "one thing", "or two")]
    [InlineData("string S => $\"the {nameof(A.B)}\"; object M() => throw new JitConfigurationException($\"{S} is bad\", e);", "the B is bad")]
    [InlineData("object M() => throw new JitProviderException(JitProviderErrorKind.Misconfigured, \"no user\");", "no user")]
    [InlineData("object M() => throw new JitProviderException(JitProviderErrorKind.Denied, \"not allowed\");")]
    [InlineData("object M() => (JitProviderErrorKind.Misconfigured, $\"no such {thing}\");", "no such …")]
    [InlineData("void M() { result.AddError($\"{value} is bad\"); new ValidationResult(\"so bad\"); throw new JitConfigurationException(Join(all)); }",
        "… is bad", "so bad")]
    public void SetupMessages_OfASource_AreThoseOfEachChoice(string source, params string[] messages) =>
        SetupMessages.Of($"class C {{ {source} }}", "C.cs").Select(m => m.Text).ShouldBe(messages, ignoreOrder: true);

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
