using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The request for <c>GetCallerIdentity</c> that a login carries, decoded.</summary>
internal sealed class AwsIamRequest
{
    public required string Method { get; init; }

    public required Uri Url { get; init; }

    public required string Body { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; }

    public string? Header(string name) => Headers.GetValueOrDefault(name)?[0];

    public static AwsIamRequest Parse(JsonObject body)
    {
        var method = body.Text("iam_http_request_method");
        if (string.IsNullOrEmpty(method))
            throw new VaultRefusalException(400, "missing iam_http_request_method");
        if (method is not "POST")
            throw new VaultRefusalException(400, "invalid iam_http_request_method; currently only 'POST' is supported");
        if (!Uri.TryCreate(Decode(body, "iam_request_url"), UriKind.Absolute, out var url))
            throw new VaultRefusalException(400, "error parsing iam_request_url");
        return new AwsIamRequest { Method = method, Url = url, Body = Decode(body, "iam_request_body"), Headers = ReadHeaders(body) };
    }

    // Headers come as JSON in base64, or as the JSON itself; a value may be a text or a list.
    private static Dictionary<string, IReadOnlyList<string>> ReadHeaders(JsonObject body)
    {
        JsonObject? json;
        try
        {
            json = body["iam_request_headers"] as JsonObject ?? JsonNode.Parse(Decode(body, "iam_request_headers")) as JsonObject;
        }
        catch (JsonException)
        {
            json = null;
        }

        if (json is null)
            throw new VaultRefusalException(400, "error parsing iam_request_headers");
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in json)
            if (JwtVerifier.Values(value) is { Count: > 0 } values)
                headers[name] = values;
        return headers;
    }

    private static string Decode(JsonObject body, string name)
    {
        if (body.Text(name) is not { Length: > 0 } text)
            throw new VaultRefusalException(400, $"missing {name}");
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw new VaultRefusalException(400, $"failed to base64 decode {name}");
        }
    }
}
