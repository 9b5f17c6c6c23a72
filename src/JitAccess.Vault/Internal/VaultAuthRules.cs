using Microsoft.Extensions.Options;

namespace JitAccess.Vault.Internal;

/// <summary>What each auth method needs.</summary>
internal sealed class VaultAuthRules(string path, VaultAuthOptions options, ValidateOptionsResultBuilder errors)
{
    // Tokens for Entra ID's exchange open Entra ID. Whoever sends one elsewhere hands out the workload's identity in Azure.
    private const string EntraExchange = "api://AzureADTokenExchange";

    public void Check()
    {
        if (options.Mount is not null && !VaultPath.IsValid(options.Mount))
            errors.AddError($"{path}:{nameof(options.Mount)} is '{options.Mount}', which is no mount; write it as in 'vault auth list', like 'approle'.");
        if (options.Namespace is not (null or "/") && !VaultPath.IsValid(options.Namespace))
            errors.AddError($"{path}:{nameof(options.Namespace)} is '{options.Namespace}'; name a namespace like 'team', or '/' for the root.");
        if (options.TokenFileIsWrapped && (options.Method != VaultAuthMethod.Token || options.TokenFile is null))
            errors.AddError($"{path}:{nameof(options.TokenFileIsWrapped)} is set, but it is for {nameof(options.Method)} Token with a "
                + $"{nameof(options.TokenFile)}; remove it.");
        if (options.SecretIdIsWrapped && options.Method != VaultAuthMethod.AppRole)
            errors.AddError($"{path}:{nameof(options.SecretIdIsWrapped)} is set, but {nameof(options.Method)} is {options.Method}; remove it.");

        switch (options.Method)
        {
            case VaultAuthMethod.Token:
                One("token", (nameof(options.TokenFile), options.TokenFile is not null), ("UseToken()", options.Token is not null), isRequired: false);
                break;
            case VaultAuthMethod.AppRole:
                Require(nameof(options.RoleId), options.RoleId, "read it by 'vault read auth/approle/role/ROLE/role-id'");
                One("secret id", (nameof(options.SecretIdFile), options.SecretIdFile is not null), ("UseSecretId()", options.SecretId is not null));
                if (options.SecretIdIsWrapped)
                    Require(nameof(options.Role), options.Role, "name the AppRole, so that it can be checked for which the wrapped secret id was made");
                break;
            case VaultAuthMethod.Kubernetes:
                RequireJwt();
                break;
            case VaultAuthMethod.Jwt:
                RequireJwt();
                One("JWT", (nameof(options.TokenFile), options.TokenFile is not null), ("UseJwt()", options.Jwt is not null));
                break;
            case VaultAuthMethod.AwsIam:
                CheckAws();
                break;
            default:
                errors.AddError($"{path}:{nameof(options.Method)} is {options.Method}; use Token, AppRole, Kubernetes, Jwt or AwsIam.");
                break;
        }
    }

    private void RequireJwt()
    {
        Require(nameof(options.Role), options.Role, "name the role of the auth method");
        Require(
            nameof(options.Audience), options.Audience,
            "set it to the audience that Vault's role expects, so that a token for somebody else is never sent to Vault");
        if (options.Audience == EntraExchange)
            errors.AddError(
                $"{path}:{nameof(options.Audience)} is '{EntraExchange}'; a token for it opens Entra ID and must not be sent to Vault. Let Entra ID "
                + "issue a token for Vault's application, and set its audience.");
    }

    private void CheckAws()
    {
        Require(nameof(options.Role), options.Role, "name the role of the auth method");
        Require(
            nameof(options.ServerId), options.ServerId,
            "set it to iam_server_id_header_value of the auth method, or whoever receives a login could use it at another Vault");
        if (options.AwsCredentials is null)
            errors.AddError($"{path} has no AWS keys to sign with; call Auth.UseAwsCredentials() in the delegate of UseVault().");
        if (options.Region is { } region && (region.Length == 0 || !region.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            errors.AddError($"{path}:{nameof(options.Region)} is '{region}', which is no AWS region; write it like 'eu-west-1'.");
        if (options.StsEndpoint is { } endpoint && VaultAddress.Check(endpoint, mayBeInsecure: false, out _) is not null)
            errors.AddError($"{path}:{nameof(options.StsEndpoint)} is no address of STS; write it like 'https://sts.eu-west-1.amazonaws.com'.");
    }

    private void Require(string option, string? value, string remedy)
    {
        if (string.IsNullOrWhiteSpace(value))
            errors.AddError($"{path}:{option} is missing, and {options.Method} needs it; {remedy}.");
    }

    private void One(string what, (string Name, bool IsSet) inConfiguration, (string Name, bool IsSet) inCode, bool isRequired = true)
    {
        if (inConfiguration.IsSet && inCode.IsSet)
            errors.AddError($"{path} has two sources of the {what}: {inConfiguration.Name}, and {inCode.Name} in code. Remove one of them.");
        else if (isRequired && !inConfiguration.IsSet && !inCode.IsSet)
            errors.AddError($"{path} has no {what}; set {path}:{inConfiguration.Name}, or call Auth.{inCode.Name} in the delegate of UseVault().");
    }
}
