using System.Text.RegularExpressions;
using JitAccess.Aws.Internal;

namespace JitAccess.Aws.Permissions;

/// <summary>Names the role whose keys sign as the permission map does: <c>account/permission set</c>, or the ARN of any other role.</summary>
internal static partial class SigningRole
{
    /// <summary>Returns the name of a role that a session is asked for.</summary>
    /// <param name="role">The ARN of the role, or account and permission set.</param>
    public static string NameOf(string role) => PermissionSetOf(role) ?? role;

    /// <summary>Returns the permission set whose role this is; <see langword="null"/> for any other role.</summary>
    /// <remarks>By its path: only Identity Center can make a role there, and anybody can call another one alike.</remarks>
    public static string? PermissionSetOf(string arn) =>
        Reserved().Match(arn) is { Success: true } match ? $"{match.Groups["account"].Value}/{match.Groups["name"].Value}" : null;

    /// <summary>Returns whether a text names a permission set of an account.</summary>
    public static bool IsPermissionSet(string text) => PermissionSet().IsMatch(text);

    /// <summary>Returns whether a text is the ARN of a role.</summary>
    public static bool IsRoleArn(string text) => AwsRoleArn.Parse(text) is not null;

    [GeneratedRegex(
        @"^arn:aws[a-z-]*:iam::(?<account>[0-9]{12}):role/aws-reserved/sso\.amazonaws\.com/([a-z0-9-]+/)?AWSReservedSSO_(?<name>[A-Za-z0-9_+=,.@-]{1,32})_[0-9a-f]{16}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"^[0-9]{12}/[A-Za-z0-9_+=,.@-]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PermissionSet();
}
