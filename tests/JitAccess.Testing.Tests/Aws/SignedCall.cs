using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>A request signed by hand from the specification, so that each test sends one that is wrong in one point.</summary>
internal sealed record SignedCall(RdsIamKey Key, DateTimeOffset SignedAt, string Region, string Service)
{
    public required string Body { get; init; }

    public string? SentBody { get; init; }

    public DateTimeOffset? SentDate { get; init; }

    public string SentQuery { get; init; } = "";

    public string? SignedHost { get; init; }

    public bool SignsHost { get; init; } = true;

    public async Task<(int Status, string Text, DateTimeOffset? Date)> SendAsync(HttpClient client, Uri address)
    {
        var date = Written(SignedAt);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["x-amz-date"] = date };
        if (SignsHost)
            headers["host"] = SignedHost ?? address.Authority;
        if (Key.RevealSessionToken() is { } token)
            headers["x-amz-security-token"] = token;
        var names = string.Join(';', headers.Keys);
        var scope = $"{date[..8]}/{Region}/{Service}/aws4_request";
        var canonical = $"POST\n/\n\n{string.Concat(headers.Select(h => $"{h.Key}:{h.Value}\n"))}\n{names}\n{Hash(Body)}";
        var key = Encoding.UTF8.GetBytes("AWS4" + Key.RevealSecretAccessKey());
        foreach (var part in scope.Split('/').Append($"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash(canonical)}"))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, SentQuery.Length > 0 ? "?" + SentQuery : ""));
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={Key.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(key)}");
        request.Headers.Add("X-Amz-Date", SentDate is { } sent ? Written(sent) : date);
        if (Key.RevealSessionToken() is { } session)
            request.Headers.Add("X-Amz-Security-Token", session);
        request.Content = new StringContent(SentBody ?? Body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.Date);
    }

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
