namespace JitAccess.Aws.Internal;

internal static class DsqlCredentialNames
{
    /// <summary>The name that configuration chooses by, and the section of the options.</summary>
    public const string Candidate = "Dsql";

    /// <summary>The name on metrics and in logs.</summary>
    public const string Provider = "dsql-iam";
}
