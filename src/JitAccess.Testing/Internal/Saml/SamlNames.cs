namespace JitAccess.Testing.Internal.Saml;

/// <summary>The names of SAML 2.0, XML signatures, and AWS' attributes.</summary>
internal static class SamlNames
{
    public const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    public const string Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    public const string Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";
    public const string Success = "urn:oasis:names:tc:SAML:2.0:status:Success";
    public const string Bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    public const string Signature = "http://www.w3.org/2000/09/xmldsig#";

    public const string SignIn = "https://signin.aws.amazon.com/saml";
    public const string WebServices = "urn:amazon:webservices";
    public const string Role = "https://aws.amazon.com/SAML/Attributes/Role";
    public const string RoleSessionName = "https://aws.amazon.com/SAML/Attributes/RoleSessionName";
    public const string SourceIdentity = "https://aws.amazon.com/SAML/Attributes/SourceIdentity";
}
