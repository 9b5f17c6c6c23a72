namespace JitAccess.Aws.Internal;

/// <summary>What <c>UseRdsIam()</c> and <c>UseAuroraIam()</c> differ in.</summary>
/// <param name="CandidateName">The name that configuration chooses by, and the section of the options.</param>
/// <param name="ProviderName">The name on metrics and in logs.</param>
/// <param name="AuroraOnly">Whether endpoints that can't belong to Aurora are refused.</param>
internal sealed record RdsIamFlavor(string CandidateName, string ProviderName, bool AuroraOnly)
{
    public static RdsIamFlavor Rds { get; } = new("RdsIam", "rds-iam", AuroraOnly: false);

    public static RdsIamFlavor Aurora { get; } = new("AuroraIam", "aurora-iam", AuroraOnly: true);
}
