using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Tests.Signing;

/// <summary>The specification written down as plainly as possible; it shares no code with what it checks.</summary>
internal static class ReferenceSigner
{
    public static string Sign(string accessKey, string secretKey, string? sessionToken, AwsTokenRequest request)
    {
        var service = request.Service == AwsTokenService.Dsql ? "dsql" : "rds-db";
        var date = request.SignedAt.ToUniversalTime().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var time = request.SignedAt.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{date}/{request.Region}/{service}/aws4_request";

        var host = request.Host.ToLowerInvariant();
        if (host.EndsWith('.'))
            host = host[..^1];
        if (host.Contains(':'))
            host = $"[{host}]";
        if (request.Service == AwsTokenService.Rds)
            host += ":" + request.Port.ToString(CultureInfo.InvariantCulture);

        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-Amz-Algorithm"] = "AWS4-HMAC-SHA256",
            ["X-Amz-Credential"] = $"{accessKey}/{scope}",
            ["X-Amz-Date"] = time,
            ["X-Amz-Expires"] = request.ExpiresInSeconds.ToString(CultureInfo.InvariantCulture),
            ["X-Amz-SignedHeaders"] = "host",
        };
        if (request.Service == AwsTokenService.Rds)
        {
            parameters["Action"] = "connect";
            parameters["DBUser"] = request.UserName;
        }
        else
        {
            parameters["Action"] = request.UserName == "admin" ? "DbConnectAdmin" : "DbConnect";
        }

        if (sessionToken is not null)
            parameters["X-Amz-Security-Token"] = sessionToken;

        var query = string.Join('&', parameters.Select(p => $"{p.Key}={Encode(p.Value)}"));
        var emptyHash = Convert.ToHexStringLower(SHA256.HashData([]));
        var canonical = $"GET\n/\n{query}\nhost:{host}\n\nhost\n{emptyHash}";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";

        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in new[] { date, request.Region, service, "aws4_request", toSign })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));

        return $"{host}/?{query}&X-Amz-Signature={Convert.ToHexStringLower(key)}";
    }

    private static string Encode(string value)
    {
        const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            if (Unreserved.Contains((char)octet))
                encoded.Append((char)octet);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return encoded.ToString();
    }
}
