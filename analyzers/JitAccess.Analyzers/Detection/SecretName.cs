namespace JitAccess.Analyzers.Detection;

/// <summary>Names beside a text of 40 random characters: those that make it a key, and those that make it something else.</summary>
internal static class SecretName
{
    private static readonly string[] OfKeys = ["secret", "awskey", "aws_key", "aws-key", "accesskey", "access_key", "access-key", "credential", "s3key", "sqskey", "seskey", "awssec"];

    private static readonly string[] OfOthers =
    [
        "hash", "digest", "checksum", "signature", "etag", "thumbprint", "fingerprint", "nonce", "salt", "publickey", "public_key", "integrity", "commit", "revision",
        "cursor", "continuation", "publickeytoken", "sha", "challenge", "verifier", "correlation", "trace", "clientsecret", "client_secret", "webhook", "jwt", "csrf",
        "signing", "github", "stripe", "slack", "azure", "google", "apikey", "api_key",
    ];

    public static bool IsOfKey(List<string> names) => Holds(names, OfKeys) && !IsOfOther(names);

    public static bool IsOfOther(List<string> names) => Holds(names, OfOthers);

    private static bool Holds(List<string> names, string[] parts)
    {
        foreach (var name in names)
            foreach (var part in parts)
                if (name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
                    return true;
        return false;
    }
}
