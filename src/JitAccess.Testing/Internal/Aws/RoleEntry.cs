using System.Security.Cryptography;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>A role that exists.</summary>
internal sealed record RoleEntry(AwsArn Arn, AwsEmulatorRole Role)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public string Id { get; } = "AROA" + RandomNumberGenerator.GetString(Base32, 17);

    public string SessionArn(string sessionName) => $"arn:{Arn.Partition}:sts::{Arn.Account}:assumed-role/{Arn.Name}/{sessionName}";
}
