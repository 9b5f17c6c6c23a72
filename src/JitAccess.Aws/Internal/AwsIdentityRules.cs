using JitAccess.Aws.Identity;
using JitAccess.Aws.Permissions;
using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Internal;

/// <summary>What a source of AWS credentials needs, and what it must not be.</summary>
internal sealed class AwsIdentityRules(string path, AwsIdentityOptions options, string? tokenRegion, bool isDevelopment, ValidateOptionsResultBuilder errors)
{
    // A token for it opens Entra ID. Whoever sends one elsewhere hands out the workload's identity in Azure.
    private const string EntraExchange = "api://AzureADTokenExchange";

    private bool MayBeInsecure => options.IsInsecureLoopbackAllowed && isDevelopment;

    public void Check()
    {
        CheckSources();
        CheckPermissions();
        if (options.MaxSessionDuration < AwsSessionDefaults.MinSessionDuration || options.MaxSessionDuration > AwsSessionDefaults.MaxSessionDuration)
            errors.AddError($"{path}:{nameof(options.MaxSessionDuration)} is {options.MaxSessionDuration}; AWS knows sessions of "
                + $"{AwsSessionDefaults.MinSessionDuration} to {AwsSessionDefaults.MaxSessionDuration}.");
        CheckAddress($"{path}:{nameof(options.StsEndpoint)}", options.StsEndpoint);
        if (options.IdentityCenter is { } identityCenter)
            new IdentityCenterRules($"{path}:{nameof(options.IdentityCenter)}", identityCenter, MayBeInsecure, errors).Check();
        if (options.WebIdentity is { } webIdentity)
            CheckWebIdentity($"{path}:{nameof(options.WebIdentity)}", webIdentity);
        if (options.Saml is { } saml)
            CheckSaml($"{path}:{nameof(options.Saml)}", saml);
        for (var i = 0; i < options.AssumeRole.Count; i++)
            CheckAssumeRole($"{path}:{nameof(options.AssumeRole)}:{i}", options.AssumeRole[i]);
        if ((options.WebIdentity is not null || options.Saml is not null || options.AssumeRole.Count > 0) && (options.StsRegion ?? tokenRegion ?? IdentityVariables.Region) is null)
            errors.AddError($"{path}:{nameof(options.StsRegion)} is missing, and neither Region nor AWS_REGION says where STS is asked; set it to a region like 'eu-west-1'.");
    }

    private void CheckSources()
    {
        if (options.Profile is not null && string.IsNullOrWhiteSpace(options.Profile))
            errors.AddError($"{path}:{nameof(options.Profile)} is empty; name a profile, or leave it out for the default chain.");

        string?[] sources =
        [
            options.Profile is { } profile ? $"{nameof(options.Profile)} '{profile}'" : null,
            options.IdentityCenter is null or { Headless: not null } ? null : nameof(options.IdentityCenter), // the other source signs its exchange
            options.WebIdentity is null ? null : nameof(options.WebIdentity),
            options.Saml is null ? null : nameof(options.Saml),
            options.Credentials is { } credentials ? $"{nameof(options.Credentials)} ({credentials.GetType().Name}) set in code" : null,
        ];
        if (sources.OfType<string>().ToArray() is [var first, var second, ..])
            errors.AddError($"{path} has two sources of credentials: {first}, and {second}. Remove one of them.");
    }

    private void CheckPermissions()
    {
        if (options.PermissionMap is not null && string.IsNullOrWhiteSpace(options.PermissionMap))
            errors.AddError($"{path}:{nameof(options.PermissionMap)} is empty; name the file, or leave it out for the one of {PermissionMapDefaults.ConfigurationKey}.");
        else if (options is { PermissionMap: not null, IdentityCenter: null, WebIdentity: null, Saml: null, AssumeRole.Count: 0 })
            errors.AddError($"{path} has a permission map, and nobody knows here which role signs: a profile, the default chain or credentials set in code do not say. "
                + $"Name the role by {nameof(options.IdentityCenter)} (which reads profiles too), {nameof(options.WebIdentity)} or {nameof(options.Saml)}, or assume one on top by {nameof(options.AssumeRole)}.");
        if (options is { Reason: not null, ReasonDelegate: not null })
            errors.AddError($"{path}:{nameof(options.Reason)} is set, and UseReason() is called in code; remove one of them.");
        else if (options.Reason is { } reason && AccessReason.Fault(reason.Trim()) is { } fault)
            errors.AddError($"{path}:{nameof(options.Reason)} {fault}.");
    }

    private void CheckWebIdentity(string section, WebIdentityOptions web)
    {
        CheckSession(section, web, web.RoleArn ?? IdentityVariables.Read(IdentityVariables.RoleArn), "AssumeRoleWithWebIdentity", options.MaxSessionDuration);
        CheckName(section, nameof(web.SessionName), web.SessionName);
        if (string.IsNullOrWhiteSpace(web.Audience))
            errors.AddError($"{section}:{nameof(web.Audience)} is missing; set it to the audience that the identity provider in IAM accepts, so that a token for somebody else is never sent to STS.");
        else if (web.Audience.StartsWith(EntraExchange, StringComparison.Ordinal))
            errors.AddError($"{section}:{nameof(web.Audience)} is '{web.Audience}'; a token for it opens Entra ID and must not be sent to STS. Configure {section}:{nameof(web.Entra)}, "
                + "and set the audience of what Entra ID issues.");

        if (web.Token is not null && (web.TokenFile ?? web.Entra?.FederatedTokenFile) is { } file)
            errors.AddError($"{section} has two sources of the token: the file '{file}', and UseToken() in code. Remove one of them.");
        if (web.Entra is { } entra)
            CheckEntra($"{section}:{nameof(web.Entra)}", web, entra);
        else if (web.Token is null && (web.TokenFile ?? IdentityVariables.Read(IdentityVariables.WebIdentityTokenFile)) is null)
            errors.AddError($"{section} has no token; set {section}:{nameof(web.TokenFile)}, have the platform set {IdentityVariables.WebIdentityTokenFile}, or call UseToken() in the delegate of UseWebIdentity().");
    }

    private void CheckSaml(string section, SamlOptions saml)
    {
        CheckSession(section, saml, saml.RoleArn, "AssumeRoleWithSAML", options.MaxSessionDuration);
        if (!AwsRoleArn.IsSamlProvider(saml.ProviderArn))
            errors.AddError($"{section}:{nameof(saml.ProviderArn)} is {(saml.ProviderArn is null ? "missing" : $"'{saml.ProviderArn}'")}; write a provider like 'arn:aws:iam::123456789012:saml-provider/entra'.");
        if (string.IsNullOrWhiteSpace(saml.Audience))
            errors.AddError($"{section}:{nameof(saml.Audience)} is empty; leave it out, or set it to the identifier that AWS has in this partition.");
        if ((saml.Response is null) == (saml.ResponseFile is null))
            errors.AddError($"{section} needs one source of the response; set {nameof(saml.ResponseFile)}, or call UseResponse() in the delegate of UseSaml().");
    }

    private void CheckEntra(string section, WebIdentityOptions web, EntraExchangeOptions entra)
    {
        CheckAddress($"{section}:{nameof(entra.Authority)}", entra.Authority);
        Require(section, nameof(entra.TenantId), entra.TenantId ?? IdentityVariables.Read(IdentityVariables.EntraTenant), "or have the platform set AZURE_TENANT_ID");
        Require(section, nameof(entra.ClientId), entra.ClientId ?? IdentityVariables.Read(IdentityVariables.EntraClient), "or have the platform set AZURE_CLIENT_ID");
        Require(section, nameof(entra.FederatedTokenAudience), entra.FederatedTokenAudience, "to the audience of the application's federated credential");
        if (web.Token is null)
            Require(
                section, nameof(entra.FederatedTokenFile),
                entra.FederatedTokenFile ?? web.TokenFile ?? IdentityVariables.Read(IdentityVariables.EntraTokenFile),
                "or have the platform set AZURE_FEDERATED_TOKEN_FILE");
    }

    private void CheckAssumeRole(string section, AssumeRoleOptions role)
    {
        // One that does not follow a role's session could last longer; nothing that signs database tokens needs to.
        CheckSession(section, role, role.RoleArn, "AssumeRole", AwsSessionDefaults.MaxChainedDuration);
        CheckName(section, nameof(role.SessionName), role.SessionName);
        CheckName(section, nameof(role.SourceIdentity), role.SourceIdentity);
        if (role.Tags.Any(static t => string.IsNullOrWhiteSpace(t.Key)))
            errors.AddError($"{section}:{nameof(role.Tags)} has a tag without a Key; name it.");
        else if (role.Tags.GroupBy(static t => t.Key, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            errors.AddError($"{section}:{nameof(role.Tags)} has the Key '{twice.Key}' twice; AWS takes no regard to case. Remove one of them.");
    }

    private void CheckSession(string section, AwsRoleSessionOptions session, string? roleArn, string call, TimeSpan longest)
    {
        if (AwsRoleArn.Parse(roleArn) is not { } arn)
            errors.AddError($"{section}:{nameof(session.RoleArn)} is {(roleArn is null ? "missing" : $"'{roleArn}'")}; write a role like 'arn:aws:iam::123456789012:role/orders'.");
        else if ((options.StsRegion ?? tokenRegion ?? IdentityVariables.Region) is { } region && AwsPartition.Of(region) != arn.Partition)
            errors.AddError($"{section}:{nameof(session.RoleArn)} is of the partition '{arn.Partition}', and STS is asked in '{region}', which is of '{AwsPartition.Of(region)}'; they must be of one.");

        var limit = longest < options.MaxSessionDuration ? longest : options.MaxSessionDuration;
        if (session.SessionDuration < AwsSessionDefaults.MinSessionDuration || session.SessionDuration > limit)
            errors.AddError($"{section}:{nameof(session.SessionDuration)} is {session.SessionDuration}; {call} may ask for {AwsSessionDefaults.MinSessionDuration} to {limit} here "
                + $"({nameof(options.MaxSessionDuration)} {options.MaxSessionDuration}; a session assumed from another lasts an hour at most).");
    }

    private void CheckName(string section, string option, string? value)
    {
        if (value is not null && !AwsRoleArn.IsName(value))
            errors.AddError($"{section}:{option} is '{value}'; use 2 to 64 letters, digits and characters of _+=,.@-");
    }

    private void CheckAddress(string option, string? address)
    {
        if (address is not null && ServiceAddress.Fault(address, MayBeInsecure) is { } fault)
            errors.AddError($"{option} {fault}.");
    }

    private void Require(string section, string option, string? value, string remedy)
    {
        if (string.IsNullOrWhiteSpace(value))
            errors.AddError($"{section}:{option} is missing; set it, {remedy}.");
    }
}
