using Microsoft.Playwright;

namespace JitAccess.Playground.Tests;

/// <summary>Debian's Chromium, driven by Playwright, which downloads nothing.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // Without a sandbox, since containers in which tests run as root have none; what it opens is ours.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Program => Environment.GetEnvironmentVariable("JITACCESS_CHROMIUM") ?? "/usr/bin/chromium";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true, Args = Arguments });
    }

    /// <summary>Opens a page of a Playground in a browser that knows nothing yet.</summary>
    public async Task<PlaygroundPage> OpenAsync(PlaygroundProcess playground, BrowserNewContextOptions? options = null)
    {
        Requirement.Browser(Program);
        var context = await _browser!.NewContextAsync(options ?? new());
        context.SetDefaultTimeout(PlaygroundPage.Limit);
        return new PlaygroundPage(context, await context.NewPageAsync(), playground.Page);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
