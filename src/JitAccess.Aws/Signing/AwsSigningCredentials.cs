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

    /// <summary>Returns the keys as the SDK wants them, to sign a call with.</summary>
    public AWSCredentials ToSdk() => SessionToken is { } token ? new SessionAWSCredentials(AccessKeyId, SecretKey, token) : new BasicAWSCredentials(AccessKeyId, SecretKey);

    /// <summary>Returns what an answer must not repeat.</summary>
    public IReadOnlyList<string> Secrets() => SessionToken is { } token ? [SecretKey, token] : [SecretKey];

    public override string ToString() => $"AwsSigningCredentials {{ Temporary = {SessionToken is not null}, ExpiresAt = {ExpiresAt:O} }}";
}
