namespace JitAccess.Playground.Tests;

/// <summary>The page of a Playground with users of Vault, in a real browser.</summary>
[Collection("Playground")]
public sealed class VaultPageTests(VaultPlayground playground, Chromium chromium) : IClassFixture<VaultPlayground>, IClassFixture<Chromium>
{
    [Fact]
    public async Task RotateFailAndRestart_Pressed_UsersChangeAndNoOrderFails()
    {
        await using var page = await chromium.OpenAsync(playground.Process);
        await page.LoadAsync();
        var before = await page.NumberAsync("[data-of=generation]");
        var failures = await page.NumberAsync("[data-of=failures]");
        var repeated = await page.NumberAsync("#repeated");
        var outages = 0;

        await page.PressAsync("rotate", Words.Another());
        await page.ShouldExceedAsync("[data-of=generation]", before);
        await page.ShouldTellAsync(Words.AnotherUser());
        do
        {
            await page.PressAsync("fail", Words.Nobody()); // again, where a renewal was refused first, and the issuer is back since
            await page.PressAsync("rotate", Words.AnotherOrNothing());
            await page.ShouldTellAsync(Words.AnswersAgain(), ++outages);
        }
        while (Words.Another().IsMatch(await page.Page.Locator("#outcome").InnerTextAsync()));

        await page.ShouldExceedAsync("[data-of=failures]", failures);
        await page.ShouldTellAsync(Words.InVain());
        (await page.NumberAsync("#repeated")).ShouldBe(repeated);
        await page.PressAsync("restart", Words.Back());
        await page.PressAsync("rotate", Words.Another());
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));

        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
        (await page.NumberAsync("#refused")).ShouldBe(0);
        page.Complaints.ShouldHaveSingleItem().ShouldContain("502"); // the rotation that could not be
    }
}
