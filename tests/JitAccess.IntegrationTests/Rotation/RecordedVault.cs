using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Answers what a real server was recorded to answer, to requests that are those it was recorded with.</summary>
/// <param name="captures">The recordings.</param>
/// <param name="unrecorded">Requests of which there is none, and what is answered to them.</param>
internal sealed class RecordedVault(IEnumerable<string> captures, IReadOnlyDictionary<string, string> unrecorded) : HttpMessageHandler
{
    private readonly List<JsonNode> _captures = [.. captures.Select(Read)];

    public ConcurrentQueue<string> Requests { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var line = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        Requests.Enqueue(line);
        request.Headers.GetValues("X-Vault-Request").ShouldBe(["true"]);
        if (unrecorded.TryGetValue(line, out var reply))
            return Answer(HttpStatusCode.OK, reply);

        var capture = _captures.Find(c => Line(c) == line).ShouldNotBeNull($"no recording of {line}");
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        ShouldBeLike(capture["request"]!["body"], body, line);
        return Answer((HttpStatusCode)capture["response"]!["status"]!.GetValue<int>(), capture["response"]!["body"]?.ToJsonString() ?? "");
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body) };

    // Names differ: the recordings were made with a role "app" and a connection "pg".
    private static string Line(JsonNode capture) => $"{capture["request"]!["method"]} " + string.Join(
        '/', capture["request"]!["path"]!.GetValue<string>().Split('/').Select(static name => name switch
        {
            "app" => VaultSetUp.Role,
            "pg" => VaultSetUp.Connection,
            _ => name,
        }));

    /// <summary>Every member that is sent was accepted, in the same kind, by the real server.</summary>
    private static void ShouldBeLike(JsonNode? recorded, JsonNode? sent, string line)
    {
        (sent is null).ShouldBe(recorded is null, line);
        foreach (var (name, value) in sent?.AsObject() ?? [])
            value!.GetValueKind().ShouldBe(recorded![name]?.GetValueKind() ?? JsonValueKind.Undefined, $"{line}: {name}");
    }

    private static JsonNode Read(string name)
    {
        using var stream = typeof(RecordedVault).Assembly.GetManifestResourceStream($"{name}.json").ShouldNotBeNull($"no capture {name}");
        return JsonNode.Parse(stream)!;
    }
}
