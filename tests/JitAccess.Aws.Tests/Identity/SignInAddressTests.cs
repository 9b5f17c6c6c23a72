using JitAccess.Aws.SignIn;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>The pages that a person may be sent to.</summary>
public sealed class SignInAddressTests
{
    private readonly SignInAddress _addresses = new(new Uri("https://oidc.eu-west-1.amazonaws.com/"), "https://d-1234567890.awsapps.com/start", mayBeInsecure: false);

    [Theory]
    [InlineData("https://oidc.eu-west-1.amazonaws.com/authorize?x=y")]
    [InlineData("https://device.sso.eu-west-1.amazonaws.com/")]
    [InlineData("https://d-1234567890.awsapps.com/start/#/device")]
    public void Page_OfTheIssuer_IsShown(string page) => _addresses.Require(page).ShouldBe(new Uri(page));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("device.sso.eu-west-1.amazonaws.com")]
    [InlineData("http://oidc.eu-west-1.amazonaws.com/authorize")]
    [InlineData("https://oidc.eu-west-1.amazonaws.com:8443/authorize")]
    [InlineData("https://device.sso.eu-west-1.amazonaws.com:8443/")]
    [InlineData("https://oidc.eu-west-1.amazonaws.com@evil.example.com/")]
    [InlineData("https://user@oidc.eu-west-1.amazonaws.com/")]
    [InlineData("https://oidc.eu-west-1.amazonaws.com.evil.example.com/")]
    [InlineData("https://device.sso.us-east-1.amazonaws.com/")]
    [InlineData("https://evil.awsapps.com/start")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ms-settings:")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("--version")]
    public void Page_OfSomebodyElse_IsNeitherOpenedNorShown(string? page) =>
        Should.Throw<JitProviderException>(() => _addresses.Require(page)).Message.ShouldContain("not its own");
}
