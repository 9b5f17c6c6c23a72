using System.Net;
using Microsoft.Playwright;

namespace JitAccess.Playground.Tests;

/// <summary>Outside of Development the page shows, and does nothing.</summary>
[Collection("Playground")]
public sealed class ProductionTests(ProductionPlayground playground, Chromium chromium) : IClassFixture<ProductionPlayground>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Controls_InProduction_AreAbsent()
    {
        using var client = new HttpClient();
        using var page = await client.GetAsync(playground.Process.Page, TestContext.Current.CancellationToken);
        using var controls = await client.GetAsync(new Uri(playground.Process.Page, "controls"), TestContext.Current.CancellationToken);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        controls.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var name in (string[])["rotate", "revoke", "fail", "restart"])
        {
            using var press = await client.PostAsync(new Uri(playground.Process.Page, $"controls/{name}"), null, TestContext.Current.CancellationToken);
            press.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Page_InProduction_HasNumbersAndNoButtonsButItsOwn()
    {
        await using var page = await chromium.OpenAsync(playground.Process);
        var asked = page.Page.WaitForResponseAsync("**/controls");
        await page.LoadAsync();

        (await asked).Status.ShouldBe(404);
        await Assertions.Expect(page.Page.Locator("#controls")).ToBeHiddenAsync();
        (await page.Page.Locator("#buttons button").CountAsync()).ShouldBe(0);
    }
}
