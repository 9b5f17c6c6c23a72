using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using JitAccess.ArchitectureTests;

namespace JitAccess.AspireTests;

/// <summary>What the AppHost would tell Aspire.</summary>
public sealed partial class AppHostModelTests
{
    private const string Section = "JitAccess__Databases__orders__";

    // What the AWS SDK and ASP.NET Core read; the service tests show that it takes effect.
    private static readonly string[] OtherVariables =
    [
        "ASPNETCORE_ENVIRONMENT", "AWS_ACCESS_KEY_ID", "AWS_CONFIG_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_EC2_METADATA_DISABLED", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "ConnectionStrings__orders",
    ];

    public static TheoryData<string> Services => [.. AppHost.Resources.OfType<ProjectResource>().Where(p => p.ProjectPath.Contains("OrdersApi", StringComparison.Ordinal)).Select(p => p.Name)];

    [Fact]
    public void Model_HasTheServiceOnceOverEachIssuer() => Services.Select(s => s.Data).ShouldBe(["orders-rds-iam", "orders-vault"]);

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_IsToldNoCredential(string name)
    {
        var service = AppHost.Find<ProjectResource>(name);

        Values.Credentials(service).ShouldBeEmpty();
        service.References.ShouldAllBe(r => r is ConnectionStringResource);
    }

    [Fact]
    public void Secrets_OfTheModel_AreToldToThoseThatNeedThemOnly() =>
        AppHost.Resources.Where(r => Values.Credentials(r).Count > 0).Select(r => r.Name).ShouldBe(["vault", "vault-init", "vault-proxy"]);

    [Theory]
    [InlineData(".WithReference(forTokens,", ".WithReference(orders,", "orders-rds-iam", "ConnectionStrings__orders")]
    [InlineData("Root Certificate={root}\"", "Root Certificate={root};Password={pg.Resource.PasswordParameter}\"", "orders-vault", "ConnectionStrings__orders")]
    [InlineData("\"AWS_PROFILE\", \"\"", "\"AWS_SESSION_TOKEN\", \"abc\"", "orders-rds-iam", "AWS_SESSION_TOKEN")]
    [InlineData("Auth__RoleId\", appRoleId", "Auth__SecretId\", vaultRoot", "orders-vault", Section + "Vault__Auth__SecretId")]
    public void Credential_ThatIsToldToAService_IsFound(string written, string changed, string service, string variable)
    {
        AppHost.Source.ShouldContain(written);

        var model = AppHost.Run(AppHost.Source.Replace(written, changed, StringComparison.Ordinal));

        Values.Credentials(model.Single(r => r.Name == service)).ShouldBe([variable]);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Variables_OfAService_AreReadBySomebody(string name)
    {
        // Each key of that page is bound in a test of its own; see SettingKeyTests.
        var documented = DocumentedKeys();
        documented.ShouldContain("Provider");

        foreach (var variable in AppHost.Find<ProjectResource>(name).Environment.Keys)
        {
            if (!variable.StartsWith(Section, StringComparison.Ordinal))
                OtherVariables.ShouldContain(variable);
            else
                documented.ShouldContain(Number().Replace(variable[Section.Length..].Replace("__", ":", StringComparison.Ordinal), ":{n}:"));
        }
    }

    [Fact]
    public void Commands_AreThoseOfTheReadme()
    {
        AppHost.Find<ProjectResource>("orders-rds-iam").Commands.ShouldBe([new("/credentials/rotate", "Rotate now", "http")]);
        AppHost.Find<ProjectResource>("orders-vault").Commands.ShouldBe([new("/credentials/rotate", "Rotate now", "http")]);
        foreach (var issuer in (string[])["rds-iam", "vault-proxy"])
            AppHost.Find<ProjectResource>(issuer).Commands.ShouldBe([new("/revoke-all", "Revoke all", "http"), new("/stop", "Stop the issuer for 30 s", "http")]);
        AppHost.Find<ProjectResource>("load").StartsOnDemand.ShouldBeTrue();
        foreach (var command in AppHost.Resources.SelectMany(r => r.Commands))
            Repository.Read($"{AppHost.Folder}/README.md").ShouldContain(command.DisplayName);
    }

    [Fact]
    public void Start_HasAnOrderWithoutACircle()
    {
        var (left, started) = (AppHost.Resources.ToList(), new HashSet<string>());
        while (left.Count > 0)
        {
            var next = left.FindAll(r => r.Waits.TrueForAll(w => started.Contains(w.Of is PostgresDatabaseResource { Parent.Name: var server } ? server : w.Of.Name)));
            next.ShouldNotBeEmpty($"{string.Join(", ", left.Select(r => r.Name))} wait for each other");
            started.UnionWith(next.Select(r => r.Name));
            left.RemoveAll(next.Contains);
        }

        AppHost.Find<PostgresServerResource>("pg").Waits.Select(w => w.Of.Name).ShouldBe(["rds-iam"]);
        AppHost.Find<ProjectResource>("vault-proxy").Waits.ShouldBe([(AppHost.Find<ContainerResource>("vault-init"), true)]);
    }

    [Fact]
    public void Files_ThatContainersGet_AreThere()
    {
        foreach (var source in AppHost.Resources.SelectMany(r => r.Files.Values).Where(s => !Path.IsPathRooted(s)))
            Directory.EnumerateFiles(Path.Combine(Repository.Root, AppHost.Folder, source)).ShouldNotBeEmpty(source);
    }

    private static HashSet<string> DocumentedKeys()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var (section, page) = ("", Repository.Read("docs/configuration.md").Split('\n'));
        foreach (var line in page)
            if (Generated().Match(line) is { Success: true } begin)
                section = begin.Groups["name"].Value switch { "rds-iam" => "RdsIam:", "vault" => "Vault:", "database" => "", _ => "-" };
            else if (Row().Match(line) is { Success: true } row && section != "-")
                keys.Add(section + row.Groups["key"].Value);
        return keys;
    }

    [GeneratedRegex("^<!-- generated: (?<name>[a-z-]+) -->$")]
    private static partial Regex Generated();

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@":\d+:")]
    private static partial Regex Number();
}
