using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>A login with a signed request for <c>GetCallerIdentity</c>, put together by hand from the specification.</summary>
internal sealed record AwsLoginRecipe(RdsIamKey Key, DateTimeOffset SignedAt)
{
    public string? ServerId { get; init; } = "vault.example.com";

    public bool SignsServerId { get; init; } = true;

    public string Role { get; init; } = "app";

    public string Region { get; init; } = "us-east-1";

    public string Host { get; init; } = "sts.amazonaws.com";

    public string Body { get; init; } = "Action=GetCallerIdentity&Version=2011-06-15";

    public bool HasFlatHeaders { get; init; }

    public JsonObject Build()
    {
        var date = SignedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = "application/x-www-form-urlencoded; charset=utf-8",
            ["host"] = Host,
            ["x-amz-date"] = date,
        };
        if (Key.RevealSessionToken() is { } session)
            headers["x-amz-security-token"] = session;
        if (ServerId is not null)
            headers["x-vault-aws-iam-server-id"] = ServerId;
        var signed = headers.Where(h => SignsServerId || h.Key != "x-vault-aws-iam-server-id").ToList();
        var names = string.Join(';', signed.Select(h => h.Key));
        var scope = $"{date[..8]}/{Region}/sts/aws4_request";
        var canonical = $"POST\n/\n\n{string.Concat(signed.Select(h => $"{h.Key}:{h.Value}\n"))}\n{names}\n{Hash(Body)}";
        var key = Encoding.UTF8.GetBytes("AWS4" + Key.RevealSecretAccessKey());
        foreach (var part in (string[])[date[..8], Region, "sts", "aws4_request", $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash(canonical)}"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        headers["authorization"] = $"AWS4-HMAC-SHA256 Credential={Key.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(key)}";

        var json = new JsonObject();
        foreach (var (name, value) in headers)
            json[Wire(name)] = HasFlatHeaders ? value : new JsonArray(value);
        return new JsonObject
        {
            ["role"] = Role,
            ["iam_http_request_method"] = "POST",
            ["iam_request_url"] = Base64($"https://{Host}/"),
            ["iam_request_body"] = Base64(Body),
            ["iam_request_headers"] = Base64(json.ToJsonString()),
        };
    }

    private static string Wire(string name) => name == "x-vault-aws-iam-server-id" ? "X-Vault-AWS-IAM-Server-ID" : name;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
