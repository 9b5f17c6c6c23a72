namespace JitAccess.Aws.Internal;

/// <summary>What went into a token, as far as it is no secret.</summary>
/// <param name="Region">The region that was signed.</param>
/// <param name="AccessKeyId">The name of the key that signed.</param>
/// <param name="IsTemporary">Whether the keys were those of a role.</param>
/// <param name="KeysExpireAt">When the keys end, if anybody says.</param>
/// <param name="Length">The length of the token: one that arrives shorter was cut on the way.</param>
/// <param name="Chain">What it hung on when it was signed, where that is known.</param>
internal sealed record SigningFacts(
    string Region, string AccessKeyId, bool IsTemporary, DateTimeOffset? KeysExpireAt, int Length, string? Chain = null);
