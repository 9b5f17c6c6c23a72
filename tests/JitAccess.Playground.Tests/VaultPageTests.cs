using System.Text.RegularExpressions;

namespace JitAccess.Playground.Tests;

/// <summary>The page of a Playground with users of Vault, in a real browser.</summary>
[Collection("Playground")]
public sealed partial class VaultPageTests(VaultPlayground playground, Chromium chromium) : IClassFixture<VaultPlayground>, IClassFixture<Chromium>
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
            do
                await page.PressAsync("fail", NobodyOrStill()); // again, where a renewal was refused first, and the issuer is back since
            while (!await SaysAsync(page, Words.Nobody())); // it is back a moment before the button is
            await page.PressAsync("rotate", Words.AnotherOrNothing());
        }
        while (await SaysAsync(page, Words.Another()));

        await page.ShouldExceedAsync("[data-of=failures]", failures);
        await page.ShouldTellAsync(Words.InVain());
        (await page.NumberAsync("#repeated")).ShouldBe(repeated);
        await page.PressAsync("restart", Words.Back());
        do
            await page.PressAsync("rotate", Words.AnotherOrNothing()); // again, while the last of several outages is not over
        while (!await SaysAsync(page, Words.Another()));
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));

        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
        (await page.NumberAsync("#refused")).ShouldBe(refused);
        page.Complaints.ShouldContain(static c => c.Contains("502", StringComparison.Ordinal)); // a rotation that could not be
        page.Complaints.ShouldAllBe(static c => c.Contains("502", StringComparison.Ordinal) || c.Contains("409", StringComparison.Ordinal)); // or a button that was not back
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

    private static async Task<bool> SaysAsync(PlaygroundPage page, Regex outcome) => outcome.IsMatch(await page.Page.Locator("#outcome").InnerTextAsync());

    [GeneratedRegex("^Make the issuer fail: (The issuer answers nobody from now on|That is still under way)")]
    private static partial Regex NobodyOrStill();
}
