using System.Text.Json;
using System.Xml.Linq;
using JitAccess.ArchitectureTests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JitAccess.AspireTests;

/// <summary>The single file, and what lies beside it so that it is one.</summary>
public sealed class AppHostFileTests
{
    private const string Version = "13.5.2";

    [Fact]
    public void File_AsAFileBasedProgram_ParsesWithoutErrors() =>
        Faults(AppHost.Source, AppHost.ParseOptions).ShouldBeEmpty();

    [Fact]
    public void File_WithoutTheFeatureOrBroken_HasErrors()
    {
        Faults(AppHost.Source, CSharpParseOptions.Default).ShouldNotBeEmpty();
        Faults(AppHost.Source.Replace("builder.Build()", "builder.Build(", StringComparison.Ordinal), AppHost.ParseOptions).ShouldNotBeEmpty();
    }

    [Fact]
    public void Names_OfAspire_AreThoseThatWereChecked()
    {
        Errors(AppHost.Source).ShouldBeEmpty();
        Errors(AppHost.Source.Replace(".WithExplicitStart()", ".WithManualStart()", StringComparison.Ordinal)).ShouldContain(e => e.Contains("WithManualStart", StringComparison.Ordinal));
        Errors(AppHost.Source.Replace("secret: true", "hidden: true", StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    [Fact]
    public void Directives_NameOnePinnedVersionAndProjectsThatExist()
    {
        AppHost.Directives("sdk").ShouldBe([$"Aspire.AppHost.Sdk@{Version}"]);
        AppHost.Directives("package").ShouldAllBe(p => p.EndsWith($"@{Version}", StringComparison.Ordinal));
        foreach (var project in AppHost.Directives("project"))
            File.Exists(Path.Combine(Repository.Root, AppHost.Folder, project)).ShouldBeTrue(project);
        Repository.Read($"{AppHost.Folder}/README.md").ShouldContain(Version);
    }

    [Fact]
    public void Folder_IsCutOffFromTheRepositoryAndHasNoProject()
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets"])
            XDocument.Parse(Repository.Read($"{AppHost.Folder}/{file}")).Root!.HasElements.ShouldBeFalse(file);
        XDocument.Parse(Repository.Read($"{AppHost.Folder}/Directory.Packages.props")).Descendants("ManagePackageVersionsCentrally").Single().Value.ShouldBe("false");
        Directory.EnumerateFiles(Path.Combine(Repository.Root, AppHost.Folder), "*.csproj").ShouldBeEmpty();
        Repository.Read("JitAccess.sln").ShouldNotContain("apphost", Case.Insensitive);
    }

    [Fact]
    public void Settings_OfTheFolder_AreJsonAndNameTheFile()
    {
        using var configuration = JsonDocument.Parse(Repository.Read($"{AppHost.Folder}/aspire.config.json"));
        using var profiles = JsonDocument.Parse(Repository.Read($"{AppHost.Folder}/apphost.run.json"));

        configuration.RootElement.GetProperty("appHost").GetProperty("path").GetString().ShouldBe("apphost.cs");
        profiles.RootElement.GetProperty("profiles").EnumerateObject().ShouldNotBeEmpty();
    }

    private static IEnumerable<Diagnostic> Faults(string source, CSharpParseOptions options) =>
        CSharpSyntaxTree.ParseText(source, options, cancellationToken: TestContext.Current.CancellationToken).GetDiagnostics(TestContext.Current.CancellationToken);

    private static List<string> Errors(string source) =>
        [.. AppHost.Compile(source).GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
}
