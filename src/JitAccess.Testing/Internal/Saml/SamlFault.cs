namespace JitAccess.Testing.Internal.Saml;

/// <summary>What is wrong with a SAML response.</summary>
internal enum SamlFault
{
    Malformed,
    BadSignature,
    WrongIssuer,
    NotSuccessful,
    WrongRecipient,
    WrongAudience,
    Expired,
    NotYetValid,
}
