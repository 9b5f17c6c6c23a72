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
        foreach (var (option, endpoint) in ((string, string?)[])
                 [(nameof(options.OidcEndpoint), options.OidcEndpoint), (nameof(options.PortalEndpoint), options.PortalEndpoint)])
            if (endpoint is not null && ServiceAddress.Fault(endpoint, mayBeInsecure) is { } fault)
                errors.AddError($"{path}:{option} {fault}.");
    }

    private void Require(string option, string? value, string example)
    {
        if (string.IsNullOrWhiteSpace(value))
            errors.AddError($"{path}:{option} is missing"
                + (options.Profile is null ? "" : $", and profile '{options.Profile}' is not there or does not have it")
                + $"; set it to {example}.");
    }

    [GeneratedRegex("^[0-9]{12}\\z")]
    private static partial Regex Account();
}
