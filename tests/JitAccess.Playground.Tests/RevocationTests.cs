namespace JitAccess.Playground.Tests;

/// <summary>The press of Revoke with IAM tokens.</summary>
/// <remarks>By itself: how long orders are refused depends on the age of the AWS SDK's keys, and those that were refused are counted a while later.</remarks>
[Collection("Playground")]
public sealed class RevocationTests(LongTokenPlayground playground, Chromium chromium) : IClassFixture<LongTokenPlayground>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Revoke_Pressed_OrdersAreRefusedUntilTheServiceHasAnotherToken()
    {
        await using var page = await chromium.OpenAsync(playground.Process);
        await page.LoadAsync();

        await page.PressAsync("revoke", Words.Served()); // after as many refused logins as there are until the SDK wants other keys

        await page.ShouldTellAsync(Words.KeysRevoked());
        await page.ShouldExceedAsync("#refused", 0);
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));
        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
    }
}
