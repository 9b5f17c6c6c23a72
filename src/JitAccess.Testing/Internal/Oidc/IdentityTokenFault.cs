namespace JitAccess.Testing.Internal.Oidc;

/// <summary>What is wrong with an identity token.</summary>
internal enum IdentityTokenFault
{
    Malformed,
    WrongIssuer,
    KeysUnavailable,
    UnknownKey,
    BadSignature,
    MissingClaim,
    Expired,
    NotYetValid,
}
