using Amazon.Runtime.CredentialManagement;

namespace JitAccess.Aws.SignIn;

/// <summary>Which instance, account and permission set are meant, by the options and the profile that they may name.</summary>
internal sealed record IdentityCenterSettings(
    string? StartUrl, string? Region, string? AccountId, string? PermissionSet, string? SsoSession, string? Profile)
{
    /// <summary>Gets the command by which a person signs in, for errors.</summary>
    public string SignInCommand => (Profile, SsoSession) switch
    {
        ({ } profile, _) => $"aws sso login --profile {profile}",
        (_, { } session) => $"aws sso login --sso-session {session}",
        _ => "aws sso login --profile PROFILE",
    };

    /// <summary>Reads the options, and what they leave open from the profile.</summary>
    /// <param name="options">The options.</param>
    /// <param name="profilesLocation">The file of the profiles; <see langword="null"/> for where the SDK looks.</param>
    public static IdentityCenterSettings Of(IdentityCenterOptions options, string? profilesLocation = null)
    {
        var profile = options.Profile is { } name && new CredentialProfileStoreChain(profilesLocation).TryGetProfile(name, out var found) ? found.Options : null;
        return new IdentityCenterSettings(
            options.StartUrl ?? profile?.SsoStartUrl,
            options.Region ?? profile?.SsoRegion,
            options.AccountId ?? profile?.SsoAccountId,
            options.PermissionSet ?? profile?.SsoRoleName,
            options.SsoSession ?? (options.StartUrl is null ? profile?.SsoSession : null),
            options.Profile);
    }
}
