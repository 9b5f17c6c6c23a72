using System.Reflection;
using System.Text.RegularExpressions;

namespace JitAccess.ArchitectureTests;

/// <summary>What every public type keeps to.</summary>
public partial class ConventionTests
{
    private static readonly Assembly[] Packages =
        [typeof(JitCredential).Assembly, Assembly.Load("JitAccess.Aws"), Assembly.Load("JitAccess.Npgsql"), Assembly.Load("JitAccess.Testing"),
        Assembly.Load("JitAccess.Vault")];

    // Open on purpose: providers derive their identity; exceptions share a root.
    private static readonly string[] Inheritable = [nameof(JitProviderIdentity)];

    // Named like a secret, and none: the endpoint (host and port) that tokens are for.
    private static readonly string[] NotSecrets = ["JitTokenEndpoint.Token"];

    private static IEnumerable<Type> PublicTypes => Packages.SelectMany(static a => a.GetExportedTypes());

    [Fact]
    public void PublicClasses_AreSealedAbstractOrStatic()
    {
        foreach (var type in PublicTypes.Where(static t => t.IsClass && !Inheritable.Contains(t.Name)))
            (type.IsSealed || type.IsAbstract).ShouldBeTrue($"{type.FullName} is neither sealed nor abstract");
    }

    [Fact]
    public void PublicTypes_HaveNoSecretMember()
    {
        foreach (var type in PublicTypes)
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
                (property.PropertyType == typeof(string) && SecretName().IsMatch(property.Name) &&
                 !NotSecrets.Contains($"{type.Name}.{property.Name}")).ShouldBeFalse(
                    $"{type.FullName}.{property.Name} looks like a secret; secrets are revealed by a method");
    }

    [Fact]
    public void Exceptions_OfThePackages_ShareTheRoot()
    {
        foreach (var type in PublicTypes.Where(static t => t.IsSubclassOf(typeof(Exception)) && t.Assembly != Packages[3]))
            typeof(JitAccessException).IsAssignableFrom(type).ShouldBeTrue(type.FullName);
    }

    [Fact]
    public void Guarantees_OfTheReadme_LinkToTestsThatExist()
    {
        var links = TestLink().Matches(Repository.Read("README.md"));

        links.Count.ShouldBeGreaterThan(5);
        foreach (Match link in links)
        {
            var name = link.Groups["test"].Value;
            var declaration = $@"public (async )?(Task|void) {name}\(|\bclass {name}\b[\s\S]*\[(Fact|Theory)\b";
            Regex.IsMatch(Repository.Read(link.Groups["file"].Value), declaration).ShouldBeTrue(
                $"{link.Value} names neither a test nor a class of tests");
        }
    }

    [GeneratedRegex("^(Secret|Password|Token|SecretAccessKey|SessionToken)$|(Secret|Password)$")]
    private static partial Regex SecretName();

    [GeneratedRegex(@"\[`(?<test>\w+)`\]\((?<file>tests/[\w./]+\.cs)\)")]
    private static partial Regex TestLink();
}
