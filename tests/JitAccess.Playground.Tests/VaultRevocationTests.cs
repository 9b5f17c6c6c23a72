namespace JitAccess.Playground.Tests;

/// <summary>The press of Revoke with users of Vault; by itself, since orders that were refused are counted a while later.</summary>
[Collection("Playground")]
public sealed class VaultRevocationTests(VaultPlayground playground, Chromium chromium) : IClassFixture<VaultPlayground>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Revoke_Pressed_OrdersAreRefusedUntilTheServiceHasAnotherUser()
    {
        await using var page = await chromium.OpenAsync(playground.Process);
        await page.LoadAsync();

        await page.PressAsync("revoke", Words.Served());

        await page.ShouldTellAsync(Words.Ended());
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));
        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
    }
}
