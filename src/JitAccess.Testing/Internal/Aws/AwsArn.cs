using System.Text.RegularExpressions;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>An ARN of IAM, taken apart.</summary>
internal sealed partial record AwsArn(string Text, string Partition, string Account, string Kind, string Path)
{
    /// <summary>Gets the name without its path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public static AwsArn? Parse(string text) =>
        Pattern().Match(text) is { Success: true } match
            ? new(text, match.Groups["partition"].Value, match.Groups["account"].Value, match.Groups["kind"].Value, match.Groups["path"].Value)
            : null;

    /// <summary>Takes an ARN of one kind apart.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static AwsArn Require(string text, string kind) =>
        Parse(text) is { } arn && arn.Kind == kind ? arn : throw new ArgumentException($"\"{text}\" is no ARN such as arn:aws:iam::123456789012:{kind}/name.", nameof(text));

    [GeneratedRegex("^arn:(?<partition>aws|aws-cn|aws-us-gov):iam::(?<account>[0-9]{12}):(?<kind>user|role|oidc-provider|saml-provider)/(?<path>[\\x21-\\x7e]{1,512})$")]
    private static partial Regex Pattern();
}
