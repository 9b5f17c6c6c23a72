using Amazon.Runtime;
using JitAccess.Aws.Identity;

namespace JitAccess.Aws.Signing;

/// <summary>The keys that sign, and when they end.</summary>
/// <remarks>A class without a generated <c>ToString</c>: a record would print the keys.</remarks>
internal sealed class AwsSigningCredentials(string accessKeyId, string secretKey, string? sessionToken, DateTimeOffset? expiresAt)
{
    public string AccessKeyId { get; } = accessKeyId;

    public string SecretKey { get; } = secretKey;

    public string? SessionToken { get; } = sessionToken;

    /// <summary>Gets when the keys end; <see langword="null"/> if nobody says, or if they never do.</summary>
    public DateTimeOffset? ExpiresAt { get; } = expiresAt;

    /// <summary>Gets what the keys hang on, they themselves last; empty where their source says nothing of it.</summary>
    public IReadOnlyList<AwsChainLink> Links { get; init; } = [];

    /// <summary>Gets a value indicating whether the keys end at a time that nobody told us.</summary>
    public bool HasUnknownExpiry => SessionToken is not null && ExpiresAt is null;

    /// <summary>Gets a value indicating whether the key is one of a user or of the root of an account, which nothing ends; AWS names those so.</summary>
    public bool IsLongLived => AccessKeyId.StartsWith("AKIA", StringComparison.Ordinal);

    /// <summary>Gets a value indicating whether the keys, or what they hang on, are long-lived.</summary>
    public bool RestsOnLongLivedKey => IsLongLived || Links.Any(static l => l.IsLongLived);

    /// <summary>Gets what a session hangs on that is asked for with these keys.</summary>
    public IReadOnlyList<AwsChainLink> LinksOfSession =>
        Links.Count > 0 ? Links : [new AwsChainLink(IsLongLived ? "long-lived AWS keys" : "AWS keys", ExpiresAt, IsLongLived: IsLongLived)];

    /// <summary>Returns the keys as the SDK wants them, to sign a call with.</summary>
    public AWSCredentials ToSdk() => SessionToken is { } token ? new SessionAWSCredentials(AccessKeyId, SecretKey, token) : new BasicAWSCredentials(AccessKeyId, SecretKey);

    /// <summary>Returns what an answer must not repeat.</summary>
    public IReadOnlyList<string> Secrets() => SessionToken is { } token ? [SecretKey, token] : [SecretKey];

    public override string ToString() => $"AwsSigningCredentials {{ Temporary = {SessionToken is not null}, ExpiresAt = {ExpiresAt:O} }}";
}
