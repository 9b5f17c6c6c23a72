namespace JitAccess.Testing.Internal.Aws;

/// <summary>A refusal of the sign-in service: an error of OAuth 2.0 and the exception that AWS clients make of it.</summary>
#pragma warning disable CA1064 // it never leaves the assembly
internal sealed class OAuthRefusalException(string error, string code, string message, int status = 400) : Exception(message)
#pragma warning restore CA1064
{
    public string Error { get; } = error;

    public string Code { get; } = code;

    public int Status { get; } = status;

    public static OAuthRefusalException InvalidRequest(string message) => new("invalid_request", "InvalidRequestException", message);

    public static OAuthRefusalException InvalidGrant(string message) => new("invalid_grant", "InvalidGrantException", message);

    public static OAuthRefusalException InvalidClient() =>
        new("invalid_client", "InvalidClientException", "The client is unknown, its secret is wrong, or its registration has expired.", 401);

    public static OAuthRefusalException UnauthorizedClient() =>
        new("unauthorized_client", "UnauthorizedClientException", "The client is not registered for this grant.");

    public static OAuthRefusalException InvalidScope() => new("invalid_scope", "InvalidScopeException", "A scope is unknown, or the client is not registered for it.");
}
