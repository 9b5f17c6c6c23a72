using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Plays AWS STS: verifies a signed request, by keys it knows, and says whose it is.</summary>
internal sealed partial class StsVerifier(string region, TimeProvider time)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, (RdsIamKey Key, string Arn)> _keys = new(StringComparer.Ordinal);

    public void Add(RdsIamKey key, string arn) => _keys[key.AccessKeyId] = (key, arn);

    public void Remove(string accessKeyId) => _keys.TryRemove(accessKeyId, out _);

    /// <summary>Returns the caller's ARN.</summary>
    /// <exception cref="VaultRefusalException">STS would refuse it.</exception>
    public string Identify(AwsIamRequest request)
    {
        var match = Authorization().Match(request.Header("Authorization") ?? "");
        if (!match.Success)
            throw Refusal("MissingAuthenticationToken", "Request is missing Authentication Token");
        var names = match.Groups["signed"].Value.Split(';');
        var scope = $"{match.Groups["day"].Value}/{match.Groups["region"].Value}/{match.Groups["service"].Value}/aws4_request";
        var date = request.Header("X-Amz-Date") ?? "";
        if (!_keys.TryGetValue(match.Groups["key"].Value, out var known))
            throw Refusal("InvalidClientTokenId", "The security token included in the request is invalid.");
        if (match.Groups["region"].Value != region || match.Groups["service"].Value != "sts" || !IsOwnHost(request.Url.Host))
            throw Refusal("SignatureDoesNotMatch", $"Credential should be scoped to a valid region, not '{match.Groups["region"].Value}'.");
        JudgeTime(date, match.Groups["day"].Value);
        if (!names.Contains("host") || !names.Contains("x-amz-date"))
            throw Refusal("SignatureDoesNotMatch", "'Host' and 'X-Amz-Date' must be 'SignedHeaders' in the AWS Authorization.");
        JudgeSessionToken(request, known.Key, names);

        var signature = Sign(Canonical(request, names, match.Groups["signed"].Value), date, scope, known.Key.RevealSecretAccessKey());
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(match.Groups["signature"].Value)))
            throw Refusal("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.");
        return known.Arn;
    }

    private bool IsOwnHost(string host) =>
        host == $"sts.{region}.amazonaws.com" || host == $"sts.{region}.amazonaws.com.cn" || (region == "us-east-1" && host == "sts.amazonaws.com");

    private void JudgeTime(string date, string day)
    {
        var now = time.GetUtcNow();
        if (!DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed) ||
            !date.StartsWith(day, StringComparison.Ordinal))
            throw Refusal("SignatureDoesNotMatch", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP");
        if (signed + AllowedSkew < now)
            throw Refusal("SignatureDoesNotMatch", $"Signature expired: {date} is now earlier than {Written(now - AllowedSkew)} ({Written(now)} - 15 min.)");
        if (signed - AllowedSkew > now)
            throw Refusal("SignatureDoesNotMatch", $"Signature not yet current: {date} is still later than {Written(now + AllowedSkew)} ({Written(now)} + 15 min.)");
    }

    private static void JudgeSessionToken(AwsIamRequest request, RdsIamKey key, string[] signedNames)
    {
        var sent = request.Header("X-Amz-Security-Token");
        var own = key.RevealSessionToken();
        var fits = (sent, own) switch
        {
            (null, null) => true,
            (not null, not null) => signedNames.Contains("x-amz-security-token") && SecretHash.Fits(sent, SecretHash.Of(own)),
            _ => false,
        };
        if (!fits)
            throw Refusal("InvalidClientTokenId", "The security token included in the request is invalid");
    }

    // Signature Version 4 of a POST. The host is that of the URL: the server sends it on as it stands there.
    private static string Canonical(AwsIamRequest request, string[] names, string signedNames)
    {
        var query = string.Join('&', request.Url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        var headers = string.Concat(names.Select(name =>
            $"{name}:{(name == "host" ? request.Url.Authority : string.Join(',', (request.Headers.GetValueOrDefault(name) ?? []).Select(static v => Spaces().Replace(v.Trim(), " "))))}\n"));
        return $"{request.Method}\n{request.Url.AbsolutePath}\n{query}\n{headers}\n{signedNames}\n{Hash(request.Body)}";
    }

    private static string Sign(string canonical, string date, string scope, string secret)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/').Append($"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash(canonical)}"))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(key);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static VaultRefusalException Refusal(string code, string message) => new(400,
        "error making upstream request: received error code 403 from STS: <ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">" +
        $"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>{Guid.NewGuid()}</RequestId></ErrorResponse>");

    [GeneratedRegex("^AWS4-HMAC-SHA256 +Credential=(?<key>[A-Z0-9]+)/(?<day>[0-9]{8})/(?<region>[a-z0-9-]+)/(?<service>[a-z0-9-]+)/aws4_request, *" +
        "SignedHeaders=(?<signed>[a-z0-9;-]+), *Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
