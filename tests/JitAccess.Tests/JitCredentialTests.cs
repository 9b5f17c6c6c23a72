using System.Reflection;
using System.Text.Json;

namespace JitAccess.Tests;

public class JitCredentialTests
{
    private const string Secret = "s3cret+/=canary";

    private readonly JitCredential _credential =
        new("orders_app", Secret, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMinutes(15), new JitCredentialLease("lease-canary", true));

    [Fact]
    public void RevealSecret_ReturnsTheSecret()
    {
#pragma warning disable RS0030 // What is under test.
        _credential.RevealSecret().ShouldBe(Secret);
#pragma warning restore RS0030
    }

    [Fact]
    public void ToString_ShowsLifeAndId_NeverSecretOrLease()
    {
        var text = _credential.ToString();

        text.ShouldContain("orders_app");
        text.ShouldContain(_credential.Id);
        text.ShouldNotContain("canary");
        _credential.Lease!.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public void Json_OfACredential_HoldsNoSecret() => JsonSerializer.Serialize(_credential).ShouldNotContain("s3cret");

    [Fact]
    public void PublicMembers_OfACredential_IncludeNoSecretProperty()
    {
        foreach (var property in typeof(JitCredential).GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            property.GetValue(_credential)?.ToString().ShouldNotBe(Secret, property.Name);
    }

    [Fact]
    public void Id_OfASecret_IsItsTruncatedHash()
    {
        var same = new JitCredential("other", Secret, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        var other = new JitCredential("orders_app", Secret + "x", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

        _credential.Id.Length.ShouldBe(16);
        same.Id.ShouldBe(_credential.Id);
        other.Id.ShouldNotBe(_credential.Id);
    }

    [Theory]
    [InlineData("", "secret")]
    [InlineData("user", "")]
    public void Constructor_EmptyNameOrSecret_Throws(string userName, string secret) =>
        Should.Throw<ArgumentException>(() => new JitCredential(userName, secret, default, default));
}
