using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>What a real server answered, and whether an answer of the emulator has the same shape.</summary>
internal static partial class Capture
{
    // What a client decides by, and so compared to the letter.
    private static readonly string[] Exact = ["errors", "warnings", "policies", "token_policies", "token_type", "type", "renewable", "orphan", "sealed", "standby", "initialized"];

    private static readonly string[] Headers = ["Content-Type", "Cache-Control", "Location", "Retry-After", "Age", "X-Cache", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset"];

    /// <summary>Compares status, headers, members, kinds of values, and to the letter what a client decides by.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="name">The capture.</param>
    /// <param name="anyMetadata">Whether the capture was made with another login method, whose token carries other metadata.</param>
    public static void ShouldMatch(this VaultAnswer answer, string name, bool anyMetadata = false)
    {
        using var stream = typeof(Capture).Assembly.GetManifestResourceStream($"{name}.json").ShouldNotBeNull($"no capture {name}");
        var response = JsonNode.Parse(stream)!["response"]!;

        answer.Status.ShouldBe(response["status"]!.GetValue<int>(), name);
        var body = response["body"];
        if (anyMetadata)
            body!["auth"]!["metadata"] = answer.Body!["auth"]!["metadata"]!.DeepClone();
        Compare(body, answer.Body, name, isExact: false);
        foreach (var header in Headers)
            answer.Headers.ContainsKey(header).ShouldBe(response["headers"]![header] is not null, $"{name}: {header}");
    }

    private static void Compare(JsonNode? expected, JsonNode? actual, string where, bool isExact)
    {
        Kind(actual).ShouldBe(Kind(expected), where);
        switch (expected)
        {
            case JsonObject members:
                actual!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)
                    .ShouldBe(members.Select(m => m.Key).Order(StringComparer.Ordinal), where);
                foreach (var (key, value) in members)
                    Compare(value, actual[key], $"{where}.{key}", Exact.Contains(key));
                break;
            case JsonArray items:
                if (isExact)
                    actual!.AsArray().Select(i => Normal(i!.ToJsonString())).ShouldBe(items.Select(i => Normal(i!.ToJsonString())), where);
                break;
            case JsonValue value when isExact:
                actual!.ToJsonString().ShouldBe(value.ToJsonString(), where);
                break;
        }
    }

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "Null",
        JsonValueKind.True or JsonValueKind.False => "Boolean",
        var kind => kind.Value.ToString(),
    };

    private static string Normal(string text) => Volatile().Replace(text, "<volatile>");

    [GeneratedRegex(@"v-\w+-\w+-[A-Za-z0-9]{20}-\d+|127\.0\.0\.1:\d+")]
    private static partial Regex Volatile();
}
