namespace JitAccess.Playground.Tests;

/// <summary>The page of a Playground with users of Vault, in a real browser.</summary>
[Collection("Playground")]
public sealed class VaultPageTests(VaultPlayground playground, Chromium chromium) : IClassFixture<VaultPlayground>, IClassFixture<Chromium>
{
    [Fact]
    public async Task RotateFailAndRestart_Pressed_UsersChangeAndNoOrderFails()
    {
        await using var page = await OpenAsync();
        var before = await page.NumberAsync("[data-of=generation]");
        var failures = await page.NumberAsync("[data-of=failures]");
        var repeated = await page.NumberAsync("#repeated");
        var refused = await page.NumberAsync("#refused");

        await page.PressAsync("rotate", Words.Another());
        await page.ShouldExceedAsync("[data-of=generation]", before);
        await page.ShouldTellAsync(Words.AnotherUser());
        do
        {
            await page.PressAsync("fail", Words.Nobody()); // again, where a renewal was refused first, and the issuer is back since
            await page.PressAsync("rotate", Words.AnotherOrNothing());
        }
        while (Words.Another().IsMatch(await page.Page.Locator("#outcome").InnerTextAsync()));

        await page.ShouldExceedAsync("[data-of=failures]", failures);
        await page.ShouldTellAsync(Words.InVain());
        (await page.NumberAsync("#repeated")).ShouldBe(repeated);
        await page.PressAsync("restart", Words.Back());
        await page.PressAsync("rotate", Words.Another());
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));

        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
        (await page.NumberAsync("#refused")).ShouldBe(refused);
        page.Complaints.ShouldHaveSingleItem().ShouldContain("502"); // the rotation that could not be
    }

    [Fact]
    public async Task Revoke_Pressed_OrdersAreRefusedUntilTheServiceHasAnotherUser()
    {
        await using var page = await OpenAsync();

        await page.PressAsync("revoke", Words.Served());

        await page.ShouldTellAsync(Words.Ended());
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));
        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
    }

    private async Task<PlaygroundPage> OpenAsync()
    {
        var page = await chromium.OpenAsync(playground.Process);
        await page.LoadAsync();
        return page;
    }
}
