using JitAccess.Vault.Http;

namespace JitAccess.Vault.Tests.Http;

public sealed class VaultHandlerTests : VaultTest
{
    [Theory]
    [InlineData("https://localhost:8200", false)]
    [InlineData("https://127.0.0.1:8200", false)]
    [InlineData("https://vault.example.com:8200", true)]
    public void Handler_ForThisMachine_UsesNoProxy(string address, bool usesProxy)
    {
        using var handler = VaultHandler.Create(new VaultOptions(), new Uri(address));

        handler.UseProxy.ShouldBe(usesProxy);
    }

    [Fact]
    public async Task Cookie_OfAnAnswer_IsNotSentBack()
    {
        Vault.On(Login, LoginReply(1200).With("Set-Cookie", "session=a-cookie; Path=/"));

        await MintAsync(Provider());

        Vault.Requests.Last().Headers.ShouldNotContainKey("Cookie");
    }
}
