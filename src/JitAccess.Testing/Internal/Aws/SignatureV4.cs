using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>What the <c>Authorization</c> header of a signed request says.</summary>
internal sealed partial record SignatureV4(string AccessKeyId, string Day, string Region, string Service, string SignedHeaders, string Signature)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(15);

    public IReadOnlyList<string> Names { get; } = SignedHeaders.Split(';');

    private string Scope => $"{Day}/{Region}/{Service}/aws4_request";

    public static SignatureV4? Parse(string? authorization) =>
        Authorization().Match(authorization ?? "") is { Success: true } match
            ? new(match.Groups["key"].Value, match.Groups["day"].Value, match.Groups["region"].Value, match.Groups["service"].Value,
                match.Groups["signed"].Value, match.Groups["signature"].Value)
            : null;

    public bool Fits(SignedRequest request, string date, string secret)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in Scope.Split('/').Append($"AWS4-HMAC-SHA256\n{date}\n{Scope}\n{Hash(Encoding.UTF8.GetBytes(Canonical(request)))}"))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key)), Encoding.ASCII.GetBytes(Signature));
    }

    /// <summary>Returns what is wrong with the time of a signature, in the words of AWS; <see langword="null"/> if nothing is.</summary>
    public string? TimeFault(string date, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed) ||
            !date.StartsWith(Day, StringComparison.Ordinal))
            return "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP";
        if (signed + AllowedSkew < now)
            return $"Signature expired: {date} is now earlier than {Written(now - AllowedSkew)} ({Written(now)} - 15 min.)";
        return signed - AllowedSkew > now
            ? $"Signature not yet current: {date} is still later than {Written(now + AllowedSkew)} ({Written(now)} + 15 min.)"
            : null;
    }

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string Canonical(SignedRequest request)
    {
        var query = string.Join('&', request.Query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=")
            .Order(StringComparer.Ordinal));
        var headers = string.Concat(Names.Select(name => $"{name}:{string.Join(',', request.Header(name).Select(static v => Spaces().Replace(v.Trim(), " ")))}\n"));
        return $"{request.Method}\n{request.Path}\n{query}\n{headers}\n{SignedHeaders}\n{Hash(request.Body)}";
    }

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex("^AWS4-HMAC-SHA256 +Credential=(?<key>[A-Z0-9]+)/(?<day>[0-9]{8})/(?<region>[a-z0-9-]+)/(?<service>[a-z0-9-]+)/aws4_request, *" +
        "SignedHeaders=(?<signed>[a-z0-9;-]+), *Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
