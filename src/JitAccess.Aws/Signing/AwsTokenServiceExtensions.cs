namespace JitAccess.Aws.Signing;

internal static class AwsTokenServiceExtensions
{
    /// <summary>Returns the service's name in the credential scope.</summary>
    public static ReadOnlySpan<byte> ScopeName(this AwsTokenService service) => service == AwsTokenService.Dsql ? "dsql"u8 : "rds-db"u8;
}
