namespace JitAccess.Testing.Internal;

/// <summary>The result codes of RFC 4511 that a bind responder needs.</summary>
internal enum LdapResultCode
{
    Success = 0,
    ProtocolError = 2,
    AuthMethodNotSupported = 7,
    InvalidCredentials = 49,
    Unavailable = 52,
}
