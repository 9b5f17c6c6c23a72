using Amazon.SSO.Model;
using Amazon.SSOOIDC;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Identity;
using JitAccess.Aws.Internal;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.SignIn;

/// <summary>Builds the source of a permission set's sessions. Options are valid by now.</summary>
internal sealed class PermissionSetSource(AwsCredentialSources sources, AwsClientSettings clients, AwsIdentityOptions all)
{
    private readonly TimeProvider _time = sources.TimeProvider;

    public (IAwsKeySource Source, AwsCredentialOrigin Origin, RoleSessionIdentity? Session) Create(
        IdentityCenterOptions options, (IAwsKeySource Source, AwsCredentialOrigin Origin, RoleSessionIdentity? Session)? signer)
    {
        var settings = IdentityCenterSettings.Of(options);
        var folder = options.CacheFolder ?? IdentityCenterDefaults.CacheFolder;
        var oidc = clients.Oidc(settings.Region!, options.OidcEndpoint);
        var portal = clients.Portal(settings.Region!, options.PortalEndpoint);
        var identity = new RoleSessionIdentity(
            "aws-identity-center", $"{settings.AccountId}/{settings.PermissionSet}",
            [settings.StartUrl, settings.Region, settings.SsoSession, folder, options.OidcEndpoint, AwsClientSettings.Address(portal, new GetRoleCredentialsRequest()).ToString(), $"{all.MaxSessionDuration}", $"{options.SignIn}", options.Headless?.ApplicationArn,
            options.Headless?.Audience, options.Headless?.TokenFile, options.Headless is null ? null : all.LongLivedKeysReason],
            options.Headless?.Token, signer is { } s ? AwsKeySources.IdentityOf(s.Origin, s.Session) : null);
        var source = sources.Get(identity, () =>
        {
            if (options.Headless is { } headless)
                return new PermissionSetIssuer(identity, settings, SignIn(headless, oidc, settings, signer!.Value.Source), portal, all.MaxSessionDuration, _time);
            var service = new SsoService(oidc, settings, _time);
            var addresses = new SignInAddress(service.Address, settings.StartUrl!, all.IsInsecureLoopbackAllowed && sources.IsDevelopment);
            var prompt = sources.Own(new SignInPrompt(service, Flow(options, service, addresses), options.SignInTimeout));
            var session = new SsoSession(service, new SsoTokenCache(folder, settings.StartUrl!, settings.Region!, settings.SsoSession, _time), prompt);
            return new PermissionSetIssuer(identity, settings, session, portal, all.MaxSessionDuration, _time);
        });
        return (source, signer?.Origin ?? AwsCredentialOrigin.Federation, identity);
    }

    private HeadlessSignIn SignIn(IdentityCenterHeadlessOptions headless, AmazonSSOOIDCConfig oidc, IdentityCenterSettings settings, IAwsKeySource signer) => new(
        oidc, headless.ApplicationArn!,
        new WorkloadToken(headless.Audience!, nameof(headless.Audience), headless.TokenFile, nameof(headless.TokenFile), headless.Token, _time), signer, settings, _time);

    private ISignInFlow Flow(IdentityCenterOptions options, SsoService service, SignInAddress addresses) => options.SignIn switch
    {
        IdentityCenterSignIn.Never => new NoSignIn(),
        IdentityCenterSignIn.DeviceCode => new DeviceCodeSignIn(service, addresses, options.DevicePrompt, sources.LoggerFactory.CreateLogger<DeviceCodeSignIn>()),
        _ => new BrowserSignIn(service, addresses, options.Browser),
    };
}
