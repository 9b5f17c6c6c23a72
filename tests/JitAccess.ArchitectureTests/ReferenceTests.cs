using System.Reflection;
using System.Xml.Linq;

namespace JitAccess.ArchitectureTests;

/// <summary>Who may reference whom: the table of the architecture, read from project files and from what was compiled.</summary>
public class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["JitAccess"] = ["JitAccess.Analyzers.Package"], // a dependency of its package, not of its code
        ["JitAccess.Aws"] = ["JitAccess"],
        ["JitAccess.Vault"] = ["JitAccess"],
        ["JitAccess.Npgsql"] = ["JitAccess"],
        ["JitAccess.Governance"] = ["JitAccess", "JitAccess.Aws"],
        ["JitAccess.Testing"] = ["JitAccess"],
        ["JitAccess.Cli"] = ["JitAccess", "JitAccess.Aws", "JitAccess.Vault", "JitAccess.Npgsql", "JitAccess.Governance"],
    };

    // What a package brings with it, one by one: a third party buys it its right to exist, and one of Microsoft's is a decision too. The two
    // of core that are no abstractions, the binder and the options' configuration, are there because sections are bound lazily, by name.
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["JitAccess"] =
        [
            "Microsoft.Extensions.Configuration.Binder", "Microsoft.Extensions.Diagnostics.Abstractions", "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options", "Microsoft.Extensions.Options.ConfigurationExtensions",
        ],
        ["JitAccess.Aws"] = ["AWSSDK.Core", "AWSSDK.SSO", "AWSSDK.SSOOIDC", "AWSSDK.SecurityToken", "Microsoft.Extensions.Hosting.Abstractions"],
        ["JitAccess.Vault"] = ["Microsoft.Extensions.Hosting.Abstractions"], // plain http is for Development only
        ["JitAccess.Npgsql"] = ["Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting.Abstractions", "Npgsql"],
        ["JitAccess.Governance"] = [],
        ["JitAccess.Testing"] = ["Microsoft.Extensions.Logging.Abstractions", "Microsoft.IdentityModel.JsonWebTokens", "Npgsql"],
        ["JitAccess.Cli"] = ["System.CommandLine"],
    };

    // A package for tests may have the shared framework: an emulator of an issuer is a web application.
    private static readonly Dictionary<string, string[]> Frameworks = new(StringComparer.Ordinal)
    {
        ["JitAccess.Testing"] = ["Microsoft.AspNetCore.App"],
    };

    // What those packages bring themselves; code that binds, registers or checks health is compiled against it.
    private static readonly string[] Brought =
    [
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions",
    ];

    public static TheoryData<string> Sources => [.. Repository.Projects("src").Select(p => Path.GetFileNameWithoutExtension(p))];

    [Theory]
    [MemberData(nameof(Sources))]
    public void ProjectFile_OfAPackage_ReferencesWhatTheTableAllows(string project)
    {
        Allowed.ShouldContainKey(project, "a package needs a row in the table");
        var file = XDocument.Load(Repository.Projects("src").Single(p => Path.GetFileNameWithoutExtension(p) == project));

        IncludesOf(file, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)).ShouldBeSubsetOf(Allowed[project]);
        IncludesOf(file, "PackageReference").ShouldBeSubsetOf(Packages[project]);
        IncludesOf(file, "FrameworkReference").ShouldBeSubsetOf(Frameworks.GetValueOrDefault(project, []));
    }

    [Theory]
    [InlineData("JitAccess")]
    [InlineData("JitAccess.Aws")]
    [InlineData("JitAccess.Npgsql")]
    [InlineData("JitAccess.Vault")]
    [InlineData("JitAccess.Testing")]
    public void Assembly_OfAPackage_ReferencesWhatTheTableAllows(string project)
    {
        string[] allowed = [.. Allowed[project].Where(p => p != "JitAccess.Analyzers.Package"), .. Packages[project], .. Packages["JitAccess"], .. Brought];
        var ofFramework = Frameworks.ContainsKey(project) ? "Microsoft." : "System";
        foreach (var name in Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!))
            if (name != "netstandard" && !name.StartsWith("System", StringComparison.Ordinal) && !name.StartsWith(ofFramework, StringComparison.Ordinal))
                allowed.ShouldContain(name, $"{project} was compiled against {name}");
    }

    [Fact]
    public void Samples_ThatUsersCopy_NeverReferenceTesting()
    {
        // What plays the part of a cloud is not what a user copies.
        string[] clouds = ["Issuers", "Playground"];
        foreach (var project in Repository.Projects("samples").Where(p => !clouds.Contains(Path.GetFileNameWithoutExtension(p))))
            File.ReadAllText(project).ShouldNotContain("JitAccess.Testing", Case.Sensitive, project);
    }

    private static IEnumerable<string> IncludesOf(XDocument project, string item) => project.Descendants(item).Select(r => (string)r.Attribute("Include")!);
}
