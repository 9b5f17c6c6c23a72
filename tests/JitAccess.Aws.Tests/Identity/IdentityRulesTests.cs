using JitAccess.Aws.Tests.Credentials;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>What is set up wrongly fails the start, and says what to set.</summary>
[Collection(ProcessWide.Name)] // without a region of the process
public sealed class IdentityRulesTests : IAsyncLifetime
{
    private IdentityScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await IdentityScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("WebIdentity:RoleArn", "orders", "WebIdentity:RoleArn is 'orders'; write a role like")]
    [InlineData("WebIdentity:RoleArn", "arn:aws-cn:iam::123456789012:role/orders", "is of the partition 'aws-cn', and STS is asked in 'eu-west-1'")]
    [InlineData("WebIdentity:RoleArn", "arn:aws:iam::123456789012:user/orders", "WebIdentity:RoleArn is")]
    [InlineData("WebIdentity:Audience", "", "WebIdentity:Audience is missing")]
    [InlineData("WebIdentity:Audience", "api://AzureADTokenExchange", "opens Entra ID and must not be sent to STS")]
    [InlineData("WebIdentity:SessionDuration", "00:10:00", "WebIdentity:SessionDuration is 00:10:00; AssumeRoleWithWebIdentity may ask for 00:15:00 to 01:00:00")]
    [InlineData("WebIdentity:SessionDuration", "02:00:00", "WebIdentity:SessionDuration is 02:00:00")]
    [InlineData("WebIdentity:SessionName", "a b", "WebIdentity:SessionName is 'a b'")]
    [InlineData("WebIdentity:TokenFile", null, "WebIdentity has no token")]
    [InlineData("WebIdentity:Entra:ClientId", "x", "Entra:TenantId is missing")]
    [InlineData("WebIdentity:Entra:Authority", "http://login.example.com", "use https")]
    [InlineData("WebIdentity:Entra:ClientSecret", "x", "only code may set it")]
    [InlineData("WebIdentity:Token", "x", "only code may set it")]
    [InlineData("AssumeRole:0:RoleArn", "x", "AssumeRole:0:RoleArn is 'x'")]
    [InlineData("AssumeRole:0:SessionDuration", "02:00:00", "a session assumed from another lasts an hour at most")]
    [InlineData("AssumeRole:0:Tags:0:Value", "x", "has a tag without a Key")]
    [InlineData("MaxSessionDuration", "13:00:00", "MaxSessionDuration is 13:00:00")]
    [InlineData("StsEndpoint", "https://user:secret@sts.example.com", "StsEndpoint holds a user or password")]
    [InlineData("StsEndpoint", "http://sts.example.com", "use https")]
    [InlineData("StsEndpoint", "sts.example.com", "is no address")]
    [InlineData("StsRegion", "Ireland", "StsRegion is 'Ireland'")]
    [InlineData("Profile", "dev", "has two sources of credentials: Profile 'dev', and WebIdentity")]
    [InlineData("AllowInsecureLoopback", "true", "only code may set it")]
    [InlineData("IdentityCenter:StartUrl", "https://d-1234567890.awsapps.com/start", "has two sources of credentials: IdentityCenter, and WebIdentity")]
    public void WebIdentity_SetUpWrongly_SaysSo(string key, string? value, string expected)
    {
        foreach (var (name, text) in (IEnumerable<(string, string)>)
                 [("WebIdentity:RoleArn", IdentityScene.RoleArn), ("WebIdentity:Audience", IdentityScene.Audience), ("WebIdentity:TokenFile", "token"), ("StsRegion", "eu-west-1"),
                 ("StsEndpoint", "https://sts.example.com")])
            Set(name, text);
        if (key.StartsWith("AssumeRole:0:", StringComparison.Ordinal))
            Set("AssumeRole:0:RoleArn", IdentityScene.NextRoleArn);
        Set(key, value);

        Fails(expected);
    }

    [Theory]
    [InlineData("StartUrl", null, "IdentityCenter:StartUrl is missing; set it to a start URL")]
    [InlineData("StartUrl", "http://d-1234567890.awsapps.com/start", "is no https address")]
    [InlineData("Region", null, "IdentityCenter:Region is missing")]
    [InlineData("Region", "x", "Region is 'x'")]
    [InlineData("AccountId", "12345", "AccountId is '12345', which is not twelve digits")]
    [InlineData("PermissionSet", null, "IdentityCenter:PermissionSet is missing")]
    [InlineData("SignInTimeout", "01:00:00", "SignInTimeout is 01:00:00")]
    [InlineData("OidcEndpoint", "http://oidc.example.com", "use https")]
    [InlineData("SignIn", "7", "use Browser, DeviceCode or Never")]
    public void IdentityCenter_SetUpWrongly_SaysSo(string key, string? value, string expected)
    {
        foreach (var (name, text) in (IEnumerable<(string, string)>)
                 [("StartUrl", "https://d-1234567890.awsapps.com/start"), ("Region", "eu-west-1"), ("AccountId", IdentityScene.Account), ("PermissionSet", "db-readonly")])
            Set($"IdentityCenter:{name}", text);
        Set($"IdentityCenter:{key}", value);

        Fails(expected);
    }

    [Fact]
    public void IdentityCenter_OfAProfileThatIsNotThere_SaysSo()
    {
        Set("IdentityCenter:Profile", "no-such-profile");

        Fails("IdentityCenter:StartUrl is missing, and profile 'no-such-profile' is not there or does not have it");
    }

    [Fact]
    public void PlainHttp_OutsideDevelopment_IsRefused()
    {
        _scene.EnvironmentName = Environments.Production;

        Should.Throw<OptionsValidationException>(() => _scene.Provider()).Message.ShouldContain("use https. Plain http is for a service on this machine only");
    }

    private void Set(string key, string? value) => _scene.Settings[$"JitAccess:Databases:orders:RdsIam:{key}"] = value;

    private void Fails(string expected) => Should.Throw<Exception>(() => _scene.Provider()).Message.ShouldContain(expected);
}
