using System.Text.RegularExpressions;

namespace JitAccess.Playground.Tests;

/// <summary>The page of a Playground with users of Vault, in a real browser.</summary>
[Collection(nameof(Playground))]
public sealed partial class VaultPageTests(VaultPlayground playground, Chromium chromium) : IClassFixture<VaultPlayground>, IClassFixture<Chromium>
{
    [Fact]
    public async Task RotateFailAndRestart_Pressed_UsersChangeAndNoOrderFails()
    {
        await using var page = await OpenAsync();
        var before = await page.NumberAsync("[data-of=generation]");

        await page.PressAsync("rotate", Another());
        await page.ShouldExceedAsync("[data-of=generation]", before);
        await page.ShouldTellAsync(AnotherUser());
        await page.PressAsync("fail", Nobody());
        await page.PressAsync("rotate", Nothing());
        await page.ShouldTellAsync(InVain());
        (await page.NumberAsync("#repeated")).ShouldBe(0);
        await page.PressAsync("restart", Back());
        await page.PressAsync("rotate", Another());
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));

        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
        (await page.NumberAsync("#refused")).ShouldBe(0);
        page.Complaints.ShouldHaveSingleItem().ShouldContain("502"); // the rotation that could not be
    }

    [Fact]
    public async Task Revoke_Pressed_OrdersAreRefusedUntilTheServiceHasAnotherUser()
    {
        await using var page = await OpenAsync();

        await page.PressAsync("revoke", Served());

        await page.ShouldTellAsync(Ended());
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));
        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
    }

    private async Task<PlaygroundPage> OpenAsync()
    {
        var page = await chromium.OpenAsync(playground.Process);
        await page.LoadAsync();
        return page;
    }

    [GeneratedRegex("^Rotate now: The service has another credential")]
    private static partial Regex Another();

    [GeneratedRegex("^Rotate now: It could not be done: the issuer is down. Nothing has changed.")]
    private static partial Regex Nothing();

    [GeneratedRegex(@"^Logins are v-approle-orders-\S+ from now on; sessions of v-approle-orders-\S+ end")]
    private static partial Regex AnotherUser();

    [GeneratedRegex("^Make the issuer fail: The issuer answers nobody from now on")]
    private static partial Regex Nobody();

    [GeneratedRegex(@"^The issuer answers again; it was asked \d+ times in vain")]
    private static partial Regex InVain();

    [GeneratedRegex("^Restart PostgreSQL: PostgreSQL is back")]
    private static partial Regex Back();

    [GeneratedRegex("^Revoke: The service has another credential, and orders are served again")]
    private static partial Regex Served();

    [GeneratedRegex(@"^Vault has revoked every lease of the service \(\d+\) and dropped the users\. PostgreSQL has ended [1-9]\d* sessions\.$")]
    private static partial Regex Ended();
}
