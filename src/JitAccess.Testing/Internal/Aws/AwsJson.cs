using System.Text.Json;
using System.Text.Json.Nodes;
using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>Requests and answers of the JSON protocols.</summary>
internal static class AwsJson
{
    private const string ErrorType = "x-amzn-ErrorType";

    public static EmulatorReply Ok(JsonObject body) => new(200, "application/json", body.ToJsonString());

    /// <summary>Words a refusal as the access portal does.</summary>
    public static EmulatorReply Refusal(AwsRefusalException e) => new(e.Status, "application/json", new JsonObject { ["message"] = e.Message }.ToJsonString(), e.Code)
    {
        Headers = { [ErrorType] = e.Code, ["x-amzn-RequestId"] = Guid.NewGuid().ToString() },
    };

    /// <summary>Words a refusal as OAuth 2.0 does, with the exception's name in a header.</summary>
    public static EmulatorReply OAuthRefusal(OAuthRefusalException e) => new(
        e.Status, "application/json", new JsonObject { ["error"] = e.Error, ["error_description"] = e.Message }.ToJsonString(), e.Code)
    {
        Headers = { [ErrorType] = e.Code, ["x-amzn-RequestId"] = Guid.NewGuid().ToString() },
    };

    /// <summary>Reads a body.</summary>
    /// <exception cref="OAuthRefusalException">It is no object.</exception>
    public static JsonObject Body(EmulatorCall call)
    {
        try
        {
            return JsonNode.Parse(call.Body) as JsonObject ?? throw OAuthRefusalException.InvalidRequest("The body is no JSON object.");
        }
        catch (JsonException)
        {
            throw OAuthRefusalException.InvalidRequest("The body is no JSON object.");
        }
    }

    public static string? Text(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw OAuthRefusalException.InvalidRequest($"{name} is no text."),
    };

    public static string Required(this JsonObject body, string name) =>
        body.Text(name) is { Length: > 0 } text ? text : throw OAuthRefusalException.InvalidRequest($"{name} is missing.");

    public static IReadOnlyList<string> Texts(this JsonObject body, string name) => body[name] switch
    {
        null => [],
        JsonArray items when items.All(static i => i?.GetValueKind() == JsonValueKind.String) => [.. items.Select(static i => i!.GetValue<string>())],
        _ => throw OAuthRefusalException.InvalidRequest($"{name} is no list of texts."),
    };
}
