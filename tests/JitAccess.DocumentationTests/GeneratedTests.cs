using System.Text.RegularExpressions;
using JitAccess.ArchitectureTests;
using JitAccess.DocumentationTests.Generated;

namespace JitAccess.DocumentationTests;

/// <summary>What code says about itself is written from code: <c>eng/update-docs.sh</c> writes it, and these tests fail when it is stale.</summary>
public partial class GeneratedTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("JITACCESS_UPDATE_DOCS") == "1";

    private static readonly Dictionary<string, (string File, Func<string> Write)> Sections = new(StringComparer.Ordinal)
    {
        ["database"] = ("docs/configuration.md", () => SettingsTable.Of(OptionsSections.All[0])),
        ["rds-iam"] = ("docs/configuration.md", () => SettingsTable.Of(OptionsSections.All[1])),
        ["dsql"] = ("docs/configuration.md", () => SettingsTable.Of(OptionsSections.All[2])),
        ["vault"] = ("docs/configuration.md", () => SettingsTable.Of(OptionsSections.All[3])),
        ["code-only"] = ("docs/configuration.md", SettingsTable.OfCodeOnly),
        ["instruments"] = ("docs/observability.md", InstrumentsTable.Write),
        ["events"] = ("docs/observability.md", EventsTable.Write),
        ["permission-map-schema"] = ("docs/identity/permission-map.md", () => $"```json\n{Repository.Read("src/JitAccess.Aws/permission-map.schema.json")}```\n"),
    };

    public static TheoryData<string> SectionNames => [.. Sections.Keys];

    public static TheoryData<string> SchemaProjects => [.. ConfigurationSchema.Projects];

    [Theory]
    [MemberData(nameof(SectionNames))]
    public void Section_OfTheDocumentation_IsWhatCodeSays(string name)
    {
        var (file, write) = Sections[name];
        var text = Repository.Read(file);
        var section = Section().Matches(text).Single(m => m.Groups["name"].Value == name).Groups["content"];
        var expected = write();
        if (Update)
            File.WriteAllText(Path.Combine(Repository.Root, file), text[..section.Index] + expected + text[(section.Index + section.Length)..]);
        else
            section.Value.ShouldBe(expected, $"{file} is stale; run eng/update-docs.sh and read the difference");
    }

    [Theory]
    [MemberData(nameof(SchemaProjects))]
    public void Schema_OfAPackage_IsWhatItsOptionsSay(string project)
    {
        var file = $"src/{project}/ConfigurationSchema.json";
        var expected = ConfigurationSchema.Write(project);
        if (Update)
            File.WriteAllText(Path.Combine(Repository.Root, file), expected);
        else
            Repository.Read(file).ShouldBe(expected, $"{file} is stale; run eng/update-docs.sh and read the difference");
    }

    [GeneratedRegex(@"<!-- generated: (?<name>[\w-]+) -->\n(?<content>.*?)<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
