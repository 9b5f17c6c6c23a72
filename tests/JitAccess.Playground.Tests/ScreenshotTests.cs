using System.Buffers.Binary;
using System.Reflection;
using Microsoft.Playwright;

namespace JitAccess.Playground.Tests;

/// <summary>The pictures of the README. JITACCESS_SCREENSHOTS names the folder that they are renewed in (eng/screenshots.sh).</summary>
[Collection("Playground")]
public sealed class ScreenshotTests(RdsPlayground playground, Chromium chromium) : IClassFixture<RdsPlayground>, IClassFixture<Chromium>
{
    private const int Generations = 6;

    private static readonly string Committed = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Images").Value!;

    [Theory]
    [InlineData("light", ColorScheme.Light, 1100, 1600)]
    [InlineData("dark", ColorScheme.Dark, 1100, 1600)]
    [InlineData("narrow", ColorScheme.Light, 360, 900)]
    public async Task Screenshot_OfThePage_IsAsWideAsTheOneInTheReadme(string name, ColorScheme scheme, int width, int height)
    {
        await using var page = await chromium.OpenAsync(playground.Process, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        await page.LoadAsync();
        for (var generation = await page.NumberAsync("[data-of=generation]"); generation < Generations; generation = await page.NumberAsync("[data-of=generation]"))
        {
            await page.Page.ClickAsync("#press-rotate");
            await page.ShouldExceedAsync("[data-of=generation]", generation);
        }

        if (await page.Page.Locator("article svg rect.early").CountAsync() == 0)
        {
            var outages = await page.CountToldAsync(Words.InVain()); // of the pictures before
            await page.PressAsync("fail", Words.Nobody());
            await page.ShouldTellAsync(Words.InVain(), outages + 1);
            await page.ShouldBecomeAsync("[data-of=state]", Words.Fresh());
        }

        if (name == "narrow")
            await page.Page.EvaluateAsync("() => document.getElementById('credentials-title').scrollIntoView()");
        var picture = await page.Page.ScreenshotAsync();

        Width(picture).ShouldBe(width);
        if (Environment.GetEnvironmentVariable("JITACCESS_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"playground-{name}.png"), picture, TestContext.Current.CancellationToken);
        Width(await File.ReadAllBytesAsync(Path.Combine(Committed, $"playground-{name}.png"), TestContext.Current.CancellationToken)).ShouldBe(width);
    }

    /// <summary>Reads it from the header of a PNG.</summary>
    private static int Width(byte[] png) => BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16, 4));
}
