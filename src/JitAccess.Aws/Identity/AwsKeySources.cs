using JitAccess.Aws.Credentials;
using JitAccess.Aws.SignIn;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Identity;

/// <summary>Builds the chain of sources that options describe. Options are valid by now.</summary>
internal sealed class AwsKeySources(AwsCredentialSources sources, AwsIdentityOptions options, string provider, string? tokenRegion, TimeSpan tokenLifetime)
{
    private readonly AwsClientSettings _clients = new(sources.Http, options.AllowConfiguredEndpointUrls, options.UseFipsEndpoints, options.UseDualStackEndpoints);

    /// <summary>Returns the last source of the chain, with what identifies it.</summary>
    public (IAwsKeySource Source, AwsCredentialOrigin Origin, RoleSessionIdentity? Session) Create()
    {
        var (source, origin, session) = CreateFirst();
        foreach (var role in options.AssumeRole)
        {
            var (terms, more) = (RoleTerms.Of(role), AssumeRoleTerms.Of(role));
            var sts = Sts();
            var identity = new RoleSessionIdentity(
                "aws-assume-role", terms.RoleArn, [.. terms.Settings, .. more.Settings, sts.Address.ToString(), options.LongLivedKeysReason],
                source: IdentityOf(origin, session));
            var before = source;
            source = sources.Get(identity, () => new AssumeRoleIssuer(identity, terms, more, before, sts));
            session = identity;
        }

        return (source, origin, session);
    }

    /// <summary>Returns who asks for the next link.</summary>
    public static JitProviderIdentity IdentityOf(AwsCredentialOrigin origin, RoleSessionIdentity? session) =>
        session ?? (JitProviderIdentity)new AwsIdentity("aws-keys", origin, "sts", region: null);

    private (IAwsKeySource Source, AwsCredentialOrigin Origin, RoleSessionIdentity? Session) CreateFirst()
    {
        if (options.IdentityCenter is { Headless: null } person)
            return new PermissionSetSource(sources, _clients, options).Create(person, signer: null);
        var first = CreateSigner();
        return options.IdentityCenter is { } headless ? new PermissionSetSource(sources, _clients, options).Create(headless, first) : first;
    }

    private (IAwsKeySource Source, AwsCredentialOrigin Origin, RoleSessionIdentity? Session) CreateSigner()
    {
        if (options.WebIdentity is { } webIdentity)
            return CreateWebIdentity(webIdentity);
        if (options.Saml is { } saml)
            return CreateSaml(saml);

        var origin = options switch
        {
            { Credentials: { } credentials } => AwsCredentialOrigin.FromInstance(credentials),
            { Profile: { } profile } => AwsCredentialOrigin.FromProfile(profile),
            _ => AwsCredentialOrigin.DefaultChain,
        };
        var keys = sources.Get(origin, tokenLifetime, options.AllowConfiguredEndpointUrls);
        return (new LongLivedKeyGuard(keys, provider, LongLivedKeysReason, sources.LoggerFactory.CreateLogger<LongLivedKeyGuard>()), origin, null);
    }

    private string? LongLivedKeysReason => options.LongLivedKeysReason ?? (sources.IsDevelopment ? "this is a developer's machine" : null);

    private (IAwsKeySource, AwsCredentialOrigin, RoleSessionIdentity) CreateWebIdentity(WebIdentityOptions web)
    {
        var terms = RoleTerms.Of(web, web.RoleArn ?? IdentityVariables.Read(IdentityVariables.RoleArn));
        var sessionName = web.SessionName ?? IdentityVariables.Read(IdentityVariables.RoleSessionName) ?? RoleSessionName.OfThisMachine();
        var sts = Sts();
        var (tokens, origin) = Tokens(web);
        var identity = new RoleSessionIdentity(
            "aws-web-identity", terms.RoleArn, [.. terms.Settings, sessionName, web.Audience, sts.Address.ToString(), .. origin], web.Token);
        return (sources.Get(identity, () => new WebIdentityIssuer(identity, terms, sessionName, tokens, sts)), AwsCredentialOrigin.Federation, identity);
    }

    private (IAwsKeySource, AwsCredentialOrigin, RoleSessionIdentity) CreateSaml(SamlOptions saml)
    {
        var (terms, sts, provider, audience, source) = (RoleTerms.Of(saml), Sts(), saml.ProviderArn!, saml.Audience, new SamlResponseSource(saml));
        var identity = new RoleSessionIdentity("aws-saml", terms.RoleArn, [.. terms.Settings, provider, audience, sts.Address.ToString(), saml.ResponseFile], saml.Response);
        return (sources.Get(identity, () => new SamlIssuer(identity, terms, provider, audience, source, sts)), AwsCredentialOrigin.Federation, identity);
    }

    private (IWebTokenSource Tokens, string?[] Settings) Tokens(WebIdentityOptions web)
    {
        var time = sources.TimeProvider;
        if (web.Entra is not { } entra)
        {
            var file = web.TokenFile ?? IdentityVariables.Read(IdentityVariables.WebIdentityTokenFile);
            return (
                new WorkloadToken(web.Audience!, nameof(web.Audience), web.Token is null ? file : null, nameof(web.TokenFile), web.Token, time),
                [web.Token is null ? file : null]);
        }

        var federatedFile = entra.FederatedTokenFile ?? web.TokenFile ?? IdentityVariables.Read(IdentityVariables.EntraTokenFile);
        var federated = new WorkloadToken(
            entra.FederatedTokenAudience, nameof(entra.FederatedTokenAudience), web.Token is null ? federatedFile : null, nameof(entra.FederatedTokenFile),
            web.Token, time);
        var tenant = entra.TenantId ?? IdentityVariables.Read(IdentityVariables.EntraTenant)!;
        var client = entra.ClientId ?? IdentityVariables.Read(IdentityVariables.EntraClient)!;
        var scope = entra.Scope ?? $"{web.Audience}/.default";
        var endpoint = new Uri($"{entra.Authority.TrimEnd('/')}/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token");
        return (
            new EntraTokenSource(endpoint, client, scope, federated, web.Audience!, sources.Http.Client, time),
            [web.Token is null ? federatedFile : null, entra.FederatedTokenAudience, endpoint.ToString(), client, scope]);
    }

    private StsService Sts() => new(
        _clients.Sts((options.StsRegion ?? tokenRegion ?? IdentityVariables.Region)!, options.StsEndpoint), sources.Clock, sources.TimeProvider);
}
