using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace JitAccess.Playground.Tests;

/// <summary>The page in a browser, and what the browser complained about.</summary>
public sealed class PlaygroundPage : IAsyncDisposable
{
    /// <summary>How long a state is waited for, in milliseconds; a limit for what never comes.</summary>
    public const float Limit = 180_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public PlaygroundPage(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        Page = page;
        Address = address;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public Uri Address { get; }

    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Loads the page and waits until it is live and shows the credential, which may be looked at for the first time after the first orders.</summary>
    public async Task LoadAsync()
    {
        await Page.GotoAsync(Address.ToString());
        await ShouldBecomeAsync("#connection", Words.Live());
        await ShouldBecomeAsync("#orders", Words.Number());
        await ShouldBecomeAsync("[data-of=generation]", Words.Number());
    }

    public Task ShouldBecomeAsync(string selector, Regex text) =>
        Assertions.Expect(Page.Locator(selector)).ToHaveTextAsync(text, new() { Timeout = Limit });

    /// <summary>Waits until the event log says something.</summary>
    public Task ShouldTellAsync(Regex text) => Assertions.Expect(Lines(text).First).ToBeVisibleAsync(new() { Timeout = Limit });

    /// <summary>Waits until the event log says something in so many lines.</summary>
    public Task ShouldTellAsync(Regex text, int lines) => Assertions.Expect(Lines(text)).ToHaveCountAsync(lines, new() { Timeout = Limit });

    /// <summary>Counts the lines of the event log that say something.</summary>
    public Task<int> CountToldAsync(Regex text) => Lines(text).CountAsync();

    public async Task<int> NumberAsync(string selector) => int.Parse(await Page.Locator(selector).InnerTextAsync(), CultureInfo.InvariantCulture);

    /// <summary>Waits until a number is greater than it was.</summary>
    public async Task ShouldExceedAsync(string selector, int before)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(Limit));
        while (await NumberAsync(selector) <= before)
            await Task.Delay(100, limit.Token);
    }

    /// <summary>Presses a button and waits for what it says.</summary>
    public async Task PressAsync(string name, Regex outcome)
    {
        await Page.ClickAsync($"#press-{name}");
        await ShouldBecomeAsync("#outcome", outcome);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private ILocator Lines(Regex text) => Page.Locator("#log li .text").Filter(new() { HasTextRegex = text });
}
