namespace JitAccess.Aws.Internal;

internal static class SamlDefaults
{
    public const string Audience = "urn:amazon:webservices";
}
