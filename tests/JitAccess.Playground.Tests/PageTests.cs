using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using global::Playground.Board;
using Microsoft.Playwright;

namespace JitAccess.Playground.Tests;

/// <summary>The page of a Playground with IAM tokens, in a real browser.</summary>
[Collection("Playground")]
public sealed class PageTests(LongTokenPlayground playground, Chromium chromium) : IClassFixture<LongTokenPlayground>, IClassFixture<Chromium>
{
    private const string Generation = "[data-of=generation]";

    [Fact]
    public async Task Page_Loaded_IsLiveAndTheBrowserHasNoComplaint()
    {
        await using var page = await OpenAsync();

        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));
        await page.ShouldBecomeAsync("#ages-summary", Words.Logins());
        await page.ShouldBecomeAsync("#sessions-summary", Words.Sessions());
        await page.ShouldTellAsync(Words.Serves());
        (await page.Page.Locator("article svg rect.fresh").CountAsync()).ShouldBeGreaterThan(0);
        (await page.Page.Locator("article svg").GetAttributeAsync("aria-label")).ShouldNotBeNull().ShouldContain("Timeline: generation ");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rotate_Pressed_TheNextGenerationAppears()
    {
        await using var page = await OpenAsync();
        var before = await page.NumberAsync(Generation);

        await page.PressAsync("rotate", Words.Another());

        await page.ShouldExceedAsync(Generation, before);
        await page.ShouldTellAsync(Words.Asked());
        (await page.NumberAsync("#errors")).ShouldBe(0);
    }

    [Fact]
    public async Task IssuerFailsAndPostgreSqlRestarts_NoOrderFails()
    {
        await using var page = await OpenAsync();
        var repeated = await page.NumberAsync("#repeated");

        await page.PressAsync("fail", Words.Nobody());
        await page.ShouldTellAsync(Words.InVain());
        await page.ShouldExceedAsync(Generation, await page.NumberAsync(Generation));
        (await page.NumberAsync("#repeated")).ShouldBe(repeated, "an issuer that is away is no reason to repeat an order");
        await page.PressAsync("restart", Words.Back());
        await page.ShouldExceedAsync("#orders", await page.NumberAsync("#orders"));

        (await page.NumberAsync("#errors")).ShouldBe(0, playground.Process.Output);
        (await page.NumberAsync("#refused")).ShouldBe(0);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_OfThePageAndItsDocumentation_FindsNothing(ColorScheme scheme)
    {
        await using var page = await OpenAsync(new() { ColorScheme = scheme });
        foreach (var summary in await page.Page.Locator("summary").AllAsync())
            await summary.ClickAsync();

        ShouldBeClean(await page.Page.RunAxe());
        await page.Page.GotoAsync(new Uri(page.Address, "docs/playground.md").ToString());
        ShouldBeClean(await page.Page.RunAxe());
    }

    [Fact]
    public async Task Keyboard_TabFromTheTop_ReachesEverythingAndShowsWhere()
    {
        await using var page = await OpenAsync();
        var reached = new HashSet<string>();
        for (var i = 0; i < 80; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            var focus = await page.Page.EvaluateAsync<string>(
                "() => { const e = document.activeElement; return `${e.id || e.className || e.getAttribute('href') || e.tagName} ${getComputedStyle(e).outlineStyle}`; }");
            if (focus.StartsWith("BODY", StringComparison.Ordinal))
                break;
            focus.ShouldNotEndWith(" none");
            reached.Add(focus.Split(' ')[0]);
        }

        foreach (var target in (string[])["skip", "pause", "theme", "press-rotate", "press-revoke", "press-fail", "press-restart", "SUMMARY", "log-region", "/docs/playground.md#errors"])
            reached.ShouldContain(target);

        await page.Page.FocusAsync("#press-rotate");
        var before = await page.NumberAsync(Generation);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ShouldBecomeAsync("#outcome", Words.Another()); // so that no other test presses while this is under way
        await page.ShouldExceedAsync(Generation, before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("docs/playground.md")]
    public async Task Page_At360Pixels_ScrollsInOneDirectionOnly(string path)
    {
        await using var page = await OpenAsync(new() { ViewportSize = new() { Width = 360, Height = 740 } });
        if (path.Length > 0)
            await page.Page.GotoAsync(new Uri(page.Address, path).ToString());
        foreach (var summary in await page.Page.Locator("summary").AllAsync())
            await summary.ClickAsync();

        (await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360);
    }

    [Fact]
    public async Task Theme_Chosen_IsKeptAndReducedMotionIsRespected()
    {
        await using var page = await OpenAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        var light = await BackgroundAsync(page);

        await page.Page.ClickAsync("#theme");
        await page.Page.ClickAsync("#theme");
        var dark = await BackgroundAsync(page);
        await page.Page.ReloadAsync();

        dark.ShouldNotBe(light);
        (await BackgroundAsync(page)).ShouldBe(dark);
        await page.ShouldBecomeAsync("#theme", Words.Dark());
        (await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.getElementById('pause')).transitionDuration")).ShouldBe("0s");
    }

    [Fact]
    public async Task Pause_Pressed_HoldsTheNumbersUntilItIsPressedAgain()
    {
        await using var page = await OpenAsync();
        await page.Page.ClickAsync("#pause");
        var held = await page.NumberAsync("#orders");
        await using var other = await OpenAsync();
        await other.ShouldExceedAsync("#orders", held);

        (await page.NumberAsync("#orders")).ShouldBe(held);
        await page.Page.ClickAsync("#pause");
        await page.ShouldExceedAsync("#orders", held);
    }

    [Fact]
    public async Task Events_CutOff_AreSaidToBeAndTakeUpAgain()
    {
        await using var page = await chromium.OpenAsync(playground.Process);
        await page.Page.RouteAsync("**/events", static route => route.AbortAsync());
        await page.Page.GotoAsync(page.Address.ToString());
        await page.ShouldBecomeAsync("#connection", Words.DoesNotAnswer());

        await page.Page.UnrouteAsync("**/events");

        await page.ShouldBecomeAsync("#connection", Words.Live());
    }

    [Fact]
    public async Task Log_WhatHappensAgainAndAgain_IsOneLineThatCounts()
    {
        await using var page = await chromium.OpenAsync(playground.Process);
        await page.Page.RouteAsync("**/events", static route => route.FulfillAsync(new()
        {
            ContentType = "text/event-stream",
            Body = string.Concat(
                Event(new(1, default, Kinds.You, "pressed", null, 1)),
                Event(new(2, default, Kinds.Warning, "refused", 1902, 1)),
                Event(new(5, default, Kinds.Warning, "refused", 1902, 4)),
                Event(new(6, default, Kinds.Service, "serves", 1000, 1)),
                Event(new(8, default, Kinds.Warning, "refused", 1902, 2))),
        }));
        await page.Page.GotoAsync(page.Address.ToString());

        await Assertions.Expect(page.Page.Locator("#log li"))
            .ToContainTextAsync(["refused2 times", "serves", "refused4 times", "pressed"], new() { Timeout = PlaygroundPage.Limit });

        static string Event(Happening happening) =>
            $"event: happening\nid: {happening.Id}\ndata: {JsonSerializer.Serialize(new { happening }, JsonSerializerOptions.Web)}\n\n";
    }

    [Fact]
    public async Task Numbers_OfThePage_LeadToWhatTheyMean()
    {
        await using var page = await OpenAsync();
        var links = await page.Page.Locator("main a").EvaluateAllAsync<string[]>("links => [...new Set(links.map(l => l.getAttribute('href')))]");
        links.Length.ShouldBeGreaterThanOrEqualTo(15);
        foreach (var link in links)
        {
            await page.Page.GotoAsync(new Uri(page.Address, link).ToString());
            if (link.Split('#') is [_, var anchor])
                (await page.Page.Locator($"[id='{anchor}']").CountAsync()).ShouldBe(1, link);
        }

        page.Complaints.ShouldBeEmpty();
    }

    private static void ShouldBeClean(AxeResult result) =>
        result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Select(n => n.Html))}").ShouldBeEmpty();

    private static Task<string> BackgroundAsync(PlaygroundPage page) => page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private async Task<PlaygroundPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        var page = await chromium.OpenAsync(playground.Process, options);
        await page.LoadAsync();
        await Assertions.Expect(page.Page.Locator("#press-restart")).ToBeVisibleAsync(new() { Timeout = PlaygroundPage.Limit }); // they are asked for by themselves
        return page;
    }
}
