namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>The grants of the sign-in service.</summary>
internal static class OidcGrants
{
    public const string AuthorizationCode = "authorization_code";
    public const string RefreshToken = "refresh_token";
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";
    public const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public const string AccountAccess = "sso:account:access";
}
