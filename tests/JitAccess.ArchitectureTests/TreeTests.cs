using System.Text.RegularExpressions;

namespace JitAccess.ArchitectureTests;

/// <summary>What no committed file may hold.</summary>
public partial class TreeTests
{
    private static readonly string[] Binary = [".png", ".pem"];

    [Fact]
    public void Files_OfTheTree_HoldNoPrivateKey() => NoneMatches(PrivateKey(), Repository.Files);

    [Fact]
    public void Files_OfTheTree_HoldNoAccessKeyIdButExamples() => NoneMatches(AccessKeyId(), Repository.Files);

    [Fact]
    public void Files_OfTheTree_NameNoPackageRegistry() =>
        NoneMatches(RegistryHost(), Repository.Files.Where(f => f.EndsWith(".config", StringComparison.Ordinal) || f.EndsWith(".lock.json", StringComparison.Ordinal) ||
            f.EndsWith(".props", StringComparison.Ordinal) || f.EndsWith(".targets", StringComparison.Ordinal) || f.EndsWith("proj", StringComparison.Ordinal)));

    [Fact]
    public void Scan_OfWhatItLooksFor_FindsIt()
    {
        PrivateKey().IsMatch("-----BEGIN EC PRIVATE " + "KEY-----").ShouldBeTrue();
        AccessKeyId().IsMatch("AKIA" + "ABCDEFGH23456789").ShouldBeTrue();
        AccessKeyId().IsMatch("AKIA" + "IOSFODNN7EXAMPLE").ShouldBeFalse();
        Repository.Files.Count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void SourceFiles_OfThePackages_StayShortAndHaveNoCatchAllFolder()
    {
        foreach (var file in Repository.Files.Where(f => (f.StartsWith("src/", StringComparison.Ordinal) || f.StartsWith("analyzers/", StringComparison.Ordinal)) && f.EndsWith(".cs", StringComparison.Ordinal)))
        {
            Repository.Read(file).Split('\n').Length.ShouldBeLessThanOrEqualTo(350, file);
            file.Split('/').ShouldNotContain(part => part == "Utils" || part == "Common" || part == "Helpers", file);
        }
    }

    [Fact]
    public void Packages_OfTheSource_HaveReadmeAndApiFiles()
    {
        foreach (var project in Repository.Projects("src"))
            foreach (var file in (string[])["README.md", "PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt", "packages.lock.json"])
                File.Exists(Path.Combine(Path.GetDirectoryName(project)!, file)).ShouldBeTrue($"{project} lacks {file}");
    }

    private static void NoneMatches(Regex forbidden, IEnumerable<string> files)
    {
        foreach (var file in files.Where(f => !Binary.Contains(Path.GetExtension(f)) || f.EndsWith(".pem", StringComparison.Ordinal)))
        {
            var match = forbidden.Match(Repository.Read(file));
            match.Success.ShouldBeFalse($"{file} holds what it must not, at character {match.Index}");
        }
    }

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\b(AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE\b)[A-Z0-9]{16}\b")]
    private static partial Regex AccessKeyId();

    [GeneratedRegex(@"https?://[^\s""'<>]*(nuget|registry|feed|artifact)[^\s""'<>]*", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();
}
