namespace JitAccess.Aws;

/// <summary>What a person needs to sign in on another device.</summary>
/// <param name="VerificationUri">The page to open.</param>
/// <param name="UserCode">The code to type there.</param>
/// <param name="ExpiresAt">When the code ends.</param>
public sealed record IdentityCenterDevicePrompt(Uri VerificationUri, string UserCode, DateTimeOffset ExpiresAt);
