namespace JitAccess.Testing;

/// <summary>A web identity that a role trusts.</summary>
/// <param name="ProviderArn">The ARN of its OpenID Connect provider.</param>
/// <param name="Audience">The audience that the token must name, beside being a client id of the provider; <see langword="null"/> for any of them.</param>
/// <param name="Subject">The subject of the token, with <c>*</c> at the end for all that begin so; <see langword="null"/> for anybody, which no real role should trust.</param>
public sealed record AwsEmulatorWebIdentityTrust(string ProviderArn, string? Audience = null, string? Subject = null);
