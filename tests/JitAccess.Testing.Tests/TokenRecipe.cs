using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Testing.Tests;

/// <summary>What a token is made of, and a plain signer for it: the specification written down once more, sharing no code with the verifier.</summary>
/// <remarks>It signs whatever it is told to, so that each test sends a token which is wrong in one point and rightly signed in all.</remarks>
internal sealed record TokenRecipe(RdsIamKey Key, DateTimeOffset SignedAt)
{
    public const string DefaultHost = "orders.abc123def456.eu-west-1.rds.amazonaws.com";

    public string Authority { get; init; } = DefaultHost + ":5432";

    public string Action { get; init; } = "connect";

    public string User { get; init; } = "orders_app";

    public string Region { get; init; } = "eu-west-1";

    public string Service { get; init; } = "rds-db";

    public string Life { get; init; } = "900";

    public string Algorithm { get; init; } = "AWS4-HMAC-SHA256";

    public string SignedHeaders { get; init; } = "host";

    public string Terminator { get; init; } = "aws4_request";

    /// <summary>Gets the day of the scope, where it is not that of the signing time.</summary>
    public string? Day { get; init; }

    /// <summary>Gets the session token that is sent, where it is not the key's; empty for none.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Gets a parameter that no token has.</summary>
    public (string Name, string Value)? Extra { get; init; }

    public string Sign() => Sign(string.Join('&', Parameters().Select(p => $"{Encode(p.Name)}={Encode(p.Value)}")));

    /// <summary>Signs a query as it is, so that a spelling of the caller's is covered by the signature.</summary>
    public string Sign(string query)
    {
        var request = $"GET\n/\n{query}\nhost:{Authority}\n\nhost\n{Hex(SHA256.HashData([]))}";
        var toSign = $"AWS4-HMAC-SHA256\n{Time}\n{Scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + Key.RevealSecretAccessKey());
        foreach (var part in Scope.Split('/').Append(toSign))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return $"{Authority}/?{query}&X-Amz-Signature={Hex(key)}";
    }

    private string Time => SignedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private string Scope => $"{Day ?? Time[..8]}/{Region}/{Service}/{Terminator}";

    private IEnumerable<(string Name, string Value)> Parameters()
    {
        List<(string Name, string Value)> parameters =
        [
            ("Action", Action), ("DBUser", User), ("X-Amz-Algorithm", Algorithm), ("X-Amz-Credential", $"{Key.AccessKeyId}/{Scope}"), ("X-Amz-Date", Time),
            ("X-Amz-Expires", Life), ("X-Amz-SignedHeaders", SignedHeaders),
        ];
        if ((SessionToken ?? Key.RevealSessionToken()) is { Length: > 0 } session)
            parameters.Add(("X-Amz-Security-Token", session));
        if (Extra is { } extra)
            parameters.Add(extra);
        return parameters.OrderBy(p => p.Name, StringComparer.Ordinal);
    }

    private static string Encode(string value)
    {
        const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        return string.Concat(Encoding.UTF8.GetBytes(value).Select(b => Unreserved.Contains((char)b, StringComparison.Ordinal) ? $"{(char)b}" : $"%{b:X2}"));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
