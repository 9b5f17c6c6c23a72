using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace JitAccess.Playground.Tests;

/// <summary>What the page's server sends and refuses, without a browser.</summary>
[Collection("Playground")]
public sealed class PageServerTests(LongTokenPlayground playground) : IClassFixture<LongTokenPlayground>, IDisposable
{
    private const string TokenHeader = "X-Playground-Token";

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = true }) { Timeout = TimeSpan.FromMinutes(3) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Events_Asked_TellWhatHappenedAndHowThingsStand()
    {
        await FirstHappeningAsync();

        // The first orders may be served before the first look at the credentials.
        var events = await ReadAsync(null, static e => e.EventType == "state" && e.Data.GetProperty("state") is var seen &&
            seen.GetProperty("traffic").GetProperty("orders").GetInt32() > 0 && seen.GetProperty("credentials").GetArrayLength() > 0);

        events[0].EventType.ShouldBe("happening");
        events[0].EventId.ShouldBe("1");
        events[0].Data.GetProperty("happening").GetProperty("text").GetString().ShouldNotBeNull().ShouldStartWith("Generation 1 serves (the first)");
        var state = events[^1].Data.GetProperty("state");
        var current = state.GetProperty("credentials")[0].GetProperty("current");
        current.GetProperty("generation").GetInt64().ShouldBeGreaterThan(0);
        current.GetProperty("userName").GetString().ShouldBe("orders_app");
        state.GetProperty("traffic").GetProperty("errors").GetInt32().ShouldBe(0);
        state.GetProperty("ages").GetProperty("targetSeconds").GetInt32().ShouldBe(3600);
        state.GetProperty("ages").GetProperty("buckets").GetArrayLength().ShouldBe(14);
    }

    [Fact]
    public async Task Events_AskedFromAnEventOn_DoNotRepeatIt()
    {
        await FirstHappeningAsync();

        var first = await ReadAsync("1", static e => e.EventType == "happening" || e.Data.GetProperty("state").ValueKind == JsonValueKind.Object);
        var ofAnEarlierRun = await ReadAsync("1000000", static _ => true);

        first[0].EventId.ShouldNotBe("1");
        ofAnEarlierRun[0].EventId.ShouldBe("1");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/controls")]
    [InlineData("/docs/playground.md")]
    public async Task Request_WithAForeignHost_IsRefused(string path)
    {
        foreach (var host in (string[])["playground.example", "127.0.0.1.example:80", $"localhost:{playground.Process.Page.Port + 1}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(playground.Process.Page, path)) { Headers = { Host = host } };
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, host);
        }
    }

    [Theory]
    [InlineData("rotate")]
    [InlineData("revoke")]
    [InlineData("fail")]
    [InlineData("restart")]
    public async Task Press_WithoutTheTokenOrWithAForeignHost_DoesNothing(string control)
    {
        var token = await TokenAsync();
        using var none = await PressAsync(control, null);
        using var wrong = await PressAsync(control, token[..^4] + "AAAA");
        using var foreign = await PressAsync(control, token, "playground.example");
        using var stranger = new HttpClient();
        using var otherCookie = await stranger.SendAsync(Press(control, token), Cancellation);
        using var read = await _client.GetAsync(new Uri(playground.Process.Page, $"controls/{control}"), Cancellation);

        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        otherCookie.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        read.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        var told = await ReadAsync(null, static e => e.EventType == "state");
        told.ShouldNotContain(e => e.EventType == "happening" && e.Data.GetProperty("happening").GetProperty("text").GetString()!.Contains("You pressed"));
    }

    [Fact]
    public async Task Page_Sent_AllowsScriptsAndStylesOfItsOwnOnly()
    {
        using var answer = await _client.GetAsync(playground.Process.Page, Cancellation);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        html.ShouldNotContain("https://");
        html.ShouldNotContain("style=");
    }

    [Theory]
    [InlineData("/assets/nothing.js")]
    [InlineData("/docs/nothing.md")]
    [InlineData("/docs/../assets/page.js.map")]
    public async Task Page_Unknown_IsNotFound(string path)
    {
        using var answer = await _client.GetAsync(new Uri(playground.Process.Page, path), Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static HttpRequestMessage Press(Uri page, string control, string? token, string? host)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(page, $"controls/{control}"));
        if (token is not null)
            request.Headers.Add(TokenHeader, token);
        request.Headers.Host = host;
        return request;
    }

    private HttpRequestMessage Press(string control, string? token, string? host = null) => Press(playground.Process.Page, control, token, host);

    private async Task<HttpResponseMessage> PressAsync(string control, string? token, string? host = null)
    {
        using var request = Press(control, token, host);
        return await _client.SendAsync(request, Cancellation);
    }

    private async Task<string> TokenAsync() =>
        (await _client.GetFromJsonAsync<JsonElement>(new Uri(playground.Process.Page, "controls"), Cancellation)).GetProperty("token").GetString()!;

    /// <summary>Waits until the Playground has read the first line of the service's log: the service may have answered before, and the page is there then.</summary>
    private Task FirstHappeningAsync() => ReadAsync(null, static e => e.EventType == "happening");

    private async Task<List<SseItem<JsonElement>>> ReadAsync(string? lastId, Func<SseItem<JsonElement>, bool> isLast)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(playground.Process.Page, "events"));
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancellation);
        var events = new List<SseItem<JsonElement>>();
        await foreach (var item in SseParser.Create(stream, static (_, data) => JsonSerializer.Deserialize<JsonElement>(data)).EnumerateAsync(Cancellation))
        {
            events.Add(item);
            if (isLast(item))
                return events;
        }

        throw new InvalidOperationException("The events ended.");
    }
}
