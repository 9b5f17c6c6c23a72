using JitAccess.ArchitectureTests;

namespace JitAccess.DocumentationTests;

/// <summary>Whoever follows a link arrives.</summary>
public class LinkTests
{
    public static TheoryData<string> Files => [.. MarkdownFile.All.Select(f => f.Path)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Links_OfAFile_LeadSomewhere(string path)
    {
        var file = MarkdownFile.Of(path);
        foreach (var link in file.Links.Where(l => !l.Contains("://", StringComparison.Ordinal)))
        {
            var (target, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
            var relative = target.Length == 0 ? path : Normalize(file.Folder, target);
            (File.Exists(Path.Combine(Repository.Root, relative)) || Directory.Exists(Path.Combine(Repository.Root, relative)))
                .ShouldBeTrue($"{path} links to {link}, and {relative} is not there");
            if (anchor is not null && relative.EndsWith(".md", StringComparison.Ordinal))
                MarkdownFile.Of(relative).Anchors.ShouldContain(anchor, $"{path} links to {link}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Links_ToOtherSites_UseHttps(string path) =>
        MarkdownFile.Of(path).Links.Where(l => l.StartsWith("http:", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Index_OfTheDocs_LinksToEveryPage()
    {
        var index = MarkdownFile.Of("docs/README.md");

        foreach (var page in MarkdownFile.All.Where(f => f.Folder == "docs" && f.Path != index.Path))
            index.Links.ShouldContain(Path.GetFileName(page.Path));
    }

    [Fact]
    public void Anchors_OfHeadings_AreThoseOfGitHub() =>
        MarkdownFile.Of("src/JitAccess.Npgsql/README.md").Anchors.ShouldContain("how-a-credential-may-travel");

    private static string Normalize(string folder, string target) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, target))).Replace('\\', '/');
}
