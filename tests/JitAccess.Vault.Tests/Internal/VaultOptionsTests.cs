using JitAccess.Vault.Internal;

namespace JitAccess.Vault.Tests.Internal;

public sealed class VaultOptionsTests
{
    [Theory]
    [InlineData(null, "Address is missing")]
    [InlineData("vault:8200", "is no address")]
    [InlineData("ftp://vault", "is no address")]
    [InlineData("https://user:canary@vault.example.com", "remove what stands before '@'")]
    [InlineData("https://vault.example.com?x=1", "query or fragment")]
    [InlineData("http://vault.example.com:8200", "use https")]
    [InlineData("http://127.0.0.1:8200", "use https")]
    public void Address_Wrong_SaysWhy(string? address, string text)
    {
        var errors = Errors(o => o.Address = address);

        errors.ShouldContain("JitAccess:Databases:orders:Vault:Address");
        errors.ShouldContain(text);
        errors.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void Address_WithoutTlsOnThisMachine_NeedsCodeAndDevelopment(bool isAllowed, bool isDevelopment, bool isValid)
    {
        var errors = Errors(o =>
        {
            o.Address = "http://localhost:8200";
            if (isAllowed)
                o.AllowInsecureLoopback();
        }, isDevelopment);

        (errors.Length == 0).ShouldBe(isValid, errors);
    }

    [Fact]
    public void Address_WithoutTlsElsewhere_IsNeverValid() => Errors(o =>
    {
        o.Address = "http://vault.example.com";
        o.AllowInsecureLoopback();
    }, isDevelopment: true).ShouldContain("use https");

    [Fact]
    public void Everything_Wrong_IsToldAtOnce()
    {
        var errors = Errors(o =>
        {
            o.AdditionalAddresses.Add("http://node2:8200");
            o.Role = "a/../b";
            o.Mount = "";
            o.Namespace = " ";
            o.Kind = (VaultRoleKind)7;
            o.CaCertificateFile = "/nowhere/ca.pem";
            o.ClientKeyFile = "/nowhere/key.pem";
            o.Auth.Mount = "..";
            o.Auth.Namespace = "";
            o.Auth.SecretIdIsWrapped = true;
        });

        foreach (var text in (string[])["AdditionalAddresses:0", "'a/../b'", ":Mount is ''", ":Namespace is ' '", "use Dynamic or Static", "/nowhere/ca.pem",
            "ClientCertificateFile", "Auth:Mount", "Auth:Namespace", "Auth:SecretIdIsWrapped"])
            errors.ShouldContain(text);
    }

    [Fact]
    public void Role_Missing_SaysSo() => Errors(o => o.Role = null).ShouldContain("JitAccess:Databases:orders:Vault:Role is missing");

    [Theory]
    [InlineData(VaultAuthMethod.AppRole, "RoleId is missing", "has no secret id")]
    [InlineData(VaultAuthMethod.Kubernetes, "Role is missing", "Audience is missing")]
    [InlineData(VaultAuthMethod.Jwt, "Audience is missing", "has no JWT")]
    [InlineData(VaultAuthMethod.AwsIam, "ServerId is missing", "UseAwsCredentials()")]
    [InlineData((VaultAuthMethod)9, "use Token, AppRole", "Auth:Method")]
    public void Auth_LacksWhatItsMethodNeeds_SaysSo(VaultAuthMethod method, string one, string other)
    {
        var errors = Errors(o => o.Auth = new VaultAuthOptions { Method = method });

        errors.ShouldContain(one);
        errors.ShouldContain(other);
    }

    [Fact]
    public void Auth_WrappedSecretIdWithoutItsRole_IsRefused() => Errors(o =>
        o.Auth = new VaultAuthOptions { Method = VaultAuthMethod.AppRole, RoleId = "r", SecretIdFile = "f", SecretIdIsWrapped = true })
        .ShouldContain("Auth:Role is missing");

    [Fact]
    public void Auth_TwoSources_AreRefused() => Errors(o =>
    {
        o.Auth.TokenFile = "/run/token";
        o.Auth.UseToken(new VaultSecret("canary-token"));
    }).ShouldContain("two sources of the token");

    [Fact]
    public void Auth_AudienceOfEntrasExchange_IsRefused() => Errors(o => o.Auth = new VaultAuthOptions
    {
        Method = VaultAuthMethod.Kubernetes,
        Role = "app",
        Audience = "api://AzureADTokenExchange",
    }).ShouldContain("opens Entra ID");

    [Theory]
    [InlineData("EU-WEST-1", null, "no AWS region")]
    [InlineData(null, "http://169.254.169.254/", "no address of STS")]
    public void Auth_AwsSettingsWrong_SayWhy(string? region, string? endpoint, string text) => Errors(o =>
    {
        o.Auth = new VaultAuthOptions { Method = VaultAuthMethod.AwsIam, Role = "app", ServerId = "s", Region = region, StsEndpoint = endpoint };
        o.Auth.UseAwsCredentials(_ => throw new InvalidOperationException());
    }).ShouldContain(text);

    [Fact]
    public void Auth_WrappedTokenWithoutAFile_IsRefused() => Errors(o => o.Auth.TokenFileIsWrapped = true).ShouldContain("TokenFileIsWrapped");

    [Fact]
    public void Constructor_WithoutAContainer_ChecksToo()
    {
        Should.Throw<JitConfigurationException>(() => new VaultCredentialProvider(new VaultOptions { RequestTimeout = TimeSpan.Zero }))
            .Message.ShouldContain("RequestTimeout must be between");
        using var provider = new VaultCredentialProvider(Valid());
        provider.Identity.ProviderName.ShouldBe("vault");
    }

    [Fact]
    public void Identity_OfTheSameSettings_IsEqualAndOfOthersIsNot()
    {
        Identity(_ => { }).ShouldBe(Identity(_ => { }));
        Identity(_ => { }).GetHashCode().ShouldBe(Identity(_ => { }).GetHashCode());
        foreach (var change in (Action<VaultOptions>[])
            [o => o.Address = "https://other.example.com", o => o.Namespace = "n", o => o.Mount = "m", o => o.Role = "r", o => o.Kind = VaultRoleKind.Static,
            o => o.Auth.TokenFile = "/run/token", o => o.Auth.UseToken(new VaultSecret("one"))])
            Identity(change).ShouldNotBe(Identity(_ => { }));
    }

    private static VaultIdentity Identity(Action<VaultOptions> change)
    {
        var options = Valid();
        change(options);
        return new VaultIdentity(options);
    }

    private static VaultOptions Valid() => new() { Address = "https://vault.example.com:8200", Role = "app" };

    private static string Errors(Action<VaultOptions> change, bool isDevelopment = false)
    {
        var options = Valid();
        change(options);
        return string.Join('\n', new VaultOptionsCrossValidator(isDevelopment).Validate("orders:Vault", options).Failures ?? []);
    }
}
