namespace JitAccess.Testing;

/// <summary>A customer managed application of Identity Center that exchanges tokens of other issuers by <c>CreateTokenWithIAM</c>.</summary>
public sealed class AwsEmulatorApplication
{
    /// <summary>Gets the principals that may ask for tokens: ARNs of users, of roles, or of a role's session.</summary>
    public IList<string> Principals { get; } = [];

    /// <summary>Gets the issuers whose tokens are exchanged.</summary>
    public IList<AwsEmulatorTokenIssuer> TokenIssuers { get; } = [];

    /// <summary>Gets the scopes that it may ask for.</summary>
    /// <value>The default is empty; <c>sso:account:access</c> lets its tokens fetch role credentials.</value>
    public IList<string> Scopes { get; } = [];
}
