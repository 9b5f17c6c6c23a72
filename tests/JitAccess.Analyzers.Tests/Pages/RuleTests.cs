using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using JitAccess.Analyzers.CodeFixes;
using JitAccess.Analyzers.Tests.Verifying;
using JitAccess.ArchitectureTests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace JitAccess.Analyzers.Tests.Pages;

/// <summary>A rule comes with its page, its release entry and its tests, or not at all.</summary>
public partial class RuleTests
{
    private const string Tests = "tests/JitAccess.Analyzers.Tests/";
    private static readonly bool Update = Environment.GetEnvironmentVariable("JITACCESS_UPDATE_DOCS") == "1";

    private static readonly string[] Headings =
        ["## Cause", "## Rule description", "## How to fix violations", "## When to suppress", "## Example", "## Options", "## Related"];

    private static readonly IReadOnlyList<DiagnosticDescriptor> Rules =
        [.. AnalyzerRun.All.SelectMany(a => a.SupportedDiagnostics).DistinctBy(d => d.Id).OrderBy(d => d.Id, StringComparer.Ordinal)];

    private static readonly HashSet<string> Fixable =
        [.. typeof(DefaultChainFix).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CodeFixProvider)) && !t.IsAbstract)
            .SelectMany(t => ((CodeFixProvider)Activator.CreateInstance(t)!).FixableDiagnosticIds)];

    private static readonly string TestSources = string.Concat(
        Repository.Files.Where(f => f.StartsWith(Tests, StringComparison.Ordinal) && f.EndsWith("Tests.cs", StringComparison.Ordinal)).Select(Repository.Read));

    public static TheoryData<string> Ids => [.. Rules.Select(r => r.Id)];

    [Fact]
    public void Rules_AreThoseOfTheListOfIds() =>
        Rules.Select(r => r.Id).ShouldBe(
            typeof(RuleIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_HasAPageByTheTemplate(string id)
    {
        var rule = Rules.Single(r => r.Id == id);
        var page = Repository.Read($"docs/rules/{id}.md");

        page.ShouldStartWith($"# {id} - {rule.Title.ToString(CultureInfo.InvariantCulture)}\n");
        Heading().Matches(page).Select(m => m.Value).ShouldBe(Headings);
        rule.HelpLinkUri.ShouldEndWith($"/docs/rules/{id}.md");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_HasAReleaseEntry(string id)
    {
        var rule = Rules.Single(r => r.Id == id);
        var entry = $"{id} | {rule.Category} | {rule.DefaultSeverity} | ";

        string[] releases = ["Shipped", "Unshipped"];
        releases.ShouldContain(r => Repository.Read($"analyzers/JitAccess.Analyzers/AnalyzerReleases.{r}.md").Contains(entry, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_HasPositiveNegativeAndFixTests(string id)
    {
        TestSources.ShouldContain($"{{|{id}:", Case.Sensitive, "no test expects it");
        // Each class of tests has its negatives beside its positives.
        var ofRule = Repository.Files.Where(f => f.StartsWith(Tests, StringComparison.Ordinal)).Select(Repository.Read)
            .Where(t => t.Contains($"{{|{id}:", StringComparison.Ordinal)).ToList();
        ofRule.ShouldContain(t => t.Contains("Negatives", StringComparison.Ordinal));
        if (Fixable.Contains(id))
            ofRule.ShouldContain(t => t.Contains("FixAsync", StringComparison.Ordinal) && t.Contains("Fix", StringComparison.Ordinal));
        else
            Repository.Read($"docs/rules/{id}.md").ShouldMatch("There is no automatic fix|Editors offer no fixes|the fix of", "its page says why it has none");
    }

    [Fact]
    public void Index_OfTheRules_IsWhatCodeSays()
    {
        const string file = "docs/rules/README.md";
        var text = Repository.Read(file);
        var section = Section().Match(text).Groups["content"];
        var expected = "\n| Rule | Severity | Fix | What it finds |\n|---|---|---|---|\n" + string.Concat(Rules.Select(r =>
            $"| [{r.Id}]({r.Id}.md) | {r.DefaultSeverity} | {(Fixable.Contains(r.Id) ? "yes" : "no")} | {r.Title.ToString(CultureInfo.InvariantCulture)} |\n")) + "\n";
        if (Update)
            File.WriteAllText(Path.Combine(Repository.Root, file), text[..section.Index] + expected + text[(section.Index + section.Length)..]);
        else
            section.Value.ShouldBe(expected, $"{file} is stale; run eng/update-docs.sh and read the difference");
    }

    [Fact]
    public void Options_OfTheAnalyzers_AreListed()
    {
        var index = Repository.Read("docs/rules/README.md");
        foreach (var key in typeof(Analyzers.Options.RuleOptions).GetFields().Where(f => f.IsLiteral && f.Name.EndsWith("Key", StringComparison.Ordinal)))
            index.ShouldContain($"`{key.GetValue(null)}`");
    }

    [Fact]
    public void Analyzers_ReferenceNothingThatACompilerLacks()
    {
        string[] allowed = ["netstandard", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory"];
        var references = typeof(RuleIds).Assembly.GetReferencedAssemblies();

        references.Select(r => r.Name).ShouldBeSubsetOf(allowed);
        // Visual Studio 2022 17.8 and the SDK 8.0.100 bring Roslyn 4.8.
        references.Where(r => r.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)).ShouldAllBe(r => r.Version <= new Version(4, 8, 0, 0));
    }

    [GeneratedRegex("^## .+$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"<!-- generated: rules -->\n(?<content>.*?)<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
