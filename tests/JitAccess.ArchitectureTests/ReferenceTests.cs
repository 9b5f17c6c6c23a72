using System.Reflection;
using System.Xml.Linq;

namespace JitAccess.ArchitectureTests;

/// <summary>Who may reference whom: the table of the architecture, read from project files and from what was compiled.</summary>
public class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["JitAccess"] = [],
        ["JitAccess.Aws"] = ["JitAccess"],
        ["JitAccess.Vault"] = ["JitAccess"],
        ["JitAccess.Npgsql"] = ["JitAccess"],
        ["JitAccess.Governance"] = ["JitAccess", "JitAccess.Aws"],
        ["JitAccess.Testing"] = ["JitAccess"],
        ["JitAccess.Cli"] = ["JitAccess", "JitAccess.Aws", "JitAccess.Vault", "JitAccess.Npgsql", "JitAccess.Governance"],
    };

    // The third parties that buy a package its right to exist; what is not named here, nobody else may bring.
    private static readonly Dictionary<string, string[]> ThirdParties = new(StringComparer.Ordinal)
    {
        ["JitAccess"] = [],
        ["JitAccess.Aws"] = ["AWSSDK."],
        ["JitAccess.Vault"] = [],
        ["JitAccess.Npgsql"] = ["Npgsql"],
        ["JitAccess.Governance"] = [],
        ["JitAccess.Testing"] = ["Npgsql"],
        ["JitAccess.Cli"] = ["System.CommandLine", "Spectre.Console"],
    };

    public static TheoryData<string> Sources => [.. Repository.Projects("src").Select(p => Path.GetFileNameWithoutExtension(p))];

    [Theory]
    [MemberData(nameof(Sources))]
    public void ProjectFile_OfAPackage_ReferencesWhatTheTableAllows(string project)
    {
        Allowed.ShouldContainKey(project, "a package needs a row in the table");
        var file = XDocument.Load(Repository.Projects("src").Single(p => Path.GetFileNameWithoutExtension(p) == project));

        foreach (var reference in file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)))
            Allowed[project].ShouldContain(reference);
        foreach (var package in file.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!))
            (package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) ||
             ThirdParties[project].Any(p => package.StartsWith(p, StringComparison.Ordinal))).ShouldBeTrue($"{project} must not reference {package}");
    }

    [Theory]
    [InlineData("JitAccess")]
    [InlineData("JitAccess.Aws")]
    [InlineData("JitAccess.Npgsql")]
    [InlineData("JitAccess.Vault")]
    [InlineData("JitAccess.Testing")]
    public void Assembly_OfAPackage_ReferencesWhatTheTableAllows(string project)
    {
        foreach (var name in Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!))
        {
            if (name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name == "netstandard")
                continue;
            (Allowed[project].Contains(name) || ThirdParties[project].Any(p => name.StartsWith(p, StringComparison.Ordinal)))
                .ShouldBeTrue($"{project} was compiled against {name}");
        }
    }

    [Fact]
    public void Samples_ThatUsersCopy_NeverReferenceTesting()
    {
        foreach (var project in Repository.Projects("samples").Where(p => Path.GetFileNameWithoutExtension(p) != "Playground"))
            File.ReadAllText(project).ShouldNotContain("JitAccess.Testing", Case.Sensitive, project);
    }
}
