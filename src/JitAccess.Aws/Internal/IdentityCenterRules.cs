using System.Text.RegularExpressions;
using JitAccess.Aws.SignIn;
using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Internal;

/// <summary>What a permission set of Identity Center needs.</summary>
internal sealed partial class IdentityCenterRules(string path, IdentityCenterOptions options, bool mayBeInsecure, ValidateOptionsResultBuilder errors)
{
    public void Check()
    {
        var settings = IdentityCenterSettings.Of(options);
        Require(nameof(options.StartUrl), settings.StartUrl, "a start URL like 'https://d-1234567890.awsapps.com/start'");
        if (settings.StartUrl is { } startUrl && !(Uri.TryCreate(startUrl, UriKind.Absolute, out var address) && address is { Scheme: "https", UserInfo.Length: 0 }))
            errors.AddError($"{path}:{nameof(options.StartUrl)} is no https address; write it like 'https://d-1234567890.awsapps.com/start'.");
        Require(nameof(options.Region), settings.Region, "the region of Identity Center, like 'eu-west-1'");
        Require(nameof(options.AccountId), settings.AccountId, "an account's twelve digits");
        if (settings.AccountId is { } account && !Account().IsMatch(account))
            errors.AddError($"{path}:{nameof(options.AccountId)} is '{account}', which is not twelve digits; write the account's id, with its zeros.");
        Require(nameof(options.PermissionSet), settings.PermissionSet, "the name of a permission set");
        if (!Enum.IsDefined(options.SignIn))
            errors.AddError($"{path}:{nameof(options.SignIn)} is {options.SignIn}; use Browser, DeviceCode or Never.");
        if (options.SignInTimeout < IdentityCenterDefaults.MinSignInTimeout || options.SignInTimeout > IdentityCenterDefaults.MaxSignInTimeout)
            errors.AddError($"{path}:{nameof(options.SignInTimeout)} is {options.SignInTimeout}; a person is given {IdentityCenterDefaults.MinSignInTimeout} to {IdentityCenterDefaults.MaxSignInTimeout}.");
        if (options.Headless is { } headless)
            CheckHeadless($"{path}:{nameof(options.Headless)}", headless);
        foreach (var (option, endpoint) in ((string, string?)[])
                 [(nameof(options.OidcEndpoint), options.OidcEndpoint), (nameof(options.PortalEndpoint), options.PortalEndpoint)])
            if (endpoint is not null && ServiceAddress.Fault(endpoint, mayBeInsecure) is { } fault)
                errors.AddError($"{path}:{option} {fault}.");
    }

    private void CheckHeadless(string section, IdentityCenterHeadlessOptions headless)
    {
        if (!headless.AcceptImpersonation)
            errors.AddError($"{section} signs in as a person who is not there, and whoever holds the JWT could do the same; read docs/identity/identity-center.md, and set "
                + $"{nameof(headless.AcceptImpersonation)} if that is meant, or use {nameof(AwsIdentityOptions.WebIdentity)} for a workload.");
        if (headless.ApplicationArn is null || !Application().IsMatch(headless.ApplicationArn))
            errors.AddError($"{section}:{nameof(headless.ApplicationArn)} is {(headless.ApplicationArn is null ? "missing" : $"'{headless.ApplicationArn}'")}; write an application like "
                + "'arn:aws:sso::123456789012:application/ssoins-1234567890abcdef/apl-1234567890abcdef'.");
        if (string.IsNullOrWhiteSpace(headless.Audience))
            errors.AddError($"{section}:{nameof(headless.Audience)} is missing; set it to the audience of the trusted token issuer, so that a token for somebody else is never sent there.");
        if ((headless.TokenFile is null) == (headless.Token is null))
            errors.AddError($"{section} needs one source of the JWT; set {nameof(headless.TokenFile)}, or call UseToken() in the delegate of UseHeadless().");
    }

    private void Require(string option, string? value, string example)
    {
        if (string.IsNullOrWhiteSpace(value))
            errors.AddError($"{path}:{option} is missing"
                + (options.Profile is null ? "" : $", and profile '{options.Profile}' is not there or does not have it")
                + $"; set it to {example}.");
    }

    [GeneratedRegex(@"^arn:aws[a-z-]*:sso::[0-9]{12}:application/[A-Za-z0-9./-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Application();

    [GeneratedRegex("^[0-9]{12}\\z")]
    private static partial Regex Account();
}
