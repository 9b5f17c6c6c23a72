using System.Text.RegularExpressions;

namespace JitAccess.Aws.Internal;

/// <summary>The ARN of a role, taken apart.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Account">The account.</param>
internal sealed partial record AwsRoleArn(string Partition, string Account)
{
    public static AwsRoleArn? Parse(string? text) =>
        text is not null && Shape().Match(text) is { Success: true } match ? new(match.Groups["partition"].Value, match.Groups["account"].Value) : null;

    /// <summary>Returns whether a text is the ARN of a SAML provider.</summary>
    public static bool IsSamlProvider(string? text) => text is not null && SamlProvider().IsMatch(text);

    /// <summary>Returns whether a text can name a session or its source identity.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    [GeneratedRegex(@"^arn:(?<partition>aws[a-z-]*):iam::(?<account>[0-9]{12}):role/[A-Za-z0-9_+=,.@/-]{1,576}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]{12}:saml-provider/[A-Za-z0-9._-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SamlProvider();

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]{2,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
