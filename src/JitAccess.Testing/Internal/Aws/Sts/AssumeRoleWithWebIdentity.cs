using System.Globalization;
using JitAccess.Testing.Internal.Http;
using JitAccess.Testing.Internal.Oidc;

namespace JitAccess.Testing.Internal.Aws.Sts;

/// <summary><c>AssumeRoleWithWebIdentity</c>: the token of an OpenID Connect issuer that the role's account trusts.</summary>
internal sealed class AssumeRoleWithWebIdentity(AwsState state)
{
    private const string SourceIdentityClaim = "https://aws.amazon.com/source_identity";

    public async Task<EmulatorReply> ExecuteAsync(StsParameters parameters, CancellationToken cancellationToken)
    {
        var arn = parameters.RoleArn();
        var sessionName = parameters.SessionName();
        var jwt = parameters.Required("WebIdentityToken", 4, 20_000, isSecret: true);
        var duration = parameters.Duration();
        var policy = parameters.Policy();
        if (parameters["ProviderId"] is not null)
            throw Invalid("Only the tokens of OpenID Connect providers are understood here; ProviderId is for the OAuth 2.0 access tokens of others.");

        var (provider, token) = await VerifyAsync(arn, jwt, cancellationToken).ConfigureAwait(false);
        if (!token.Audiences.Any(provider.ClientIds.Contains))
            throw Invalid("Incorrect token audience");
        if (state.Role(arn.Text) is not { } entry || !entry.Role.TrustedWebIdentities.Any(trust => Fits(trust, provider, token)))
            throw Denied("AssumeRoleWithWebIdentity");
        RoleDuration.Judge(entry, duration);
        var sourceIdentity = token.Claim(SourceIdentityClaim);
        if (sourceIdentity is not null && !entry.Role.AllowsSourceIdentity)
            throw Denied("SetSourceIdentity");

        var session = state.Issue(new SessionOrder(entry, sessionName, duration) { Policy = policy, SourceIdentity = sourceIdentity });
        return StsXml.Result(
            "AssumeRoleWithWebIdentity",
            StsXml.Element("SubjectFromWebIdentityToken", token.Subject),
            StsXml.Element("Audience", token.Audiences.First(provider.ClientIds.Contains)),
            StsXml.AssumedRoleUser(session),
            StsXml.Credentials(session),
            StsXml.Element("Provider", provider.Arn),
            StsXml.Optional("SourceIdentity", sourceIdentity));
    }

    private static AwsRefusalException Invalid(string message) => new(400, "InvalidIdentityToken", message);

    private static AwsRefusalException Denied(string operation) => new(403, "AccessDenied", $"Not authorized to perform sts:{operation}");

    private static bool Fits(AwsEmulatorWebIdentityTrust trust, OidcProvider provider, IdentityToken token) =>
        trust.ProviderArn == provider.Arn &&
        (trust.Audience is null || token.Audiences.Contains(trust.Audience)) &&
        (trust.Subject is not { } subject || subject == token.Subject || (subject.EndsWith('*') && token.Subject.StartsWith(subject[..^1], StringComparison.Ordinal)));

    private async Task<(OidcProvider Provider, IdentityToken Token)> VerifyAsync(AwsArn role, string jwt, CancellationToken cancellationToken)
    {
        try
        {
            var issuer = IdentityTokenVerifier.Read(jwt).Issuer;
            var provider = state.OidcProvider(role.Account, issuer) ?? throw Invalid($"No OpenIDConnect provider found in your account for {issuer}");
            return (provider, await provider.Verifier.VerifyAsync(jwt, cancellationToken).ConfigureAwait(false));
        }
        catch (IdentityTokenException e)
        {
            throw e.Fault switch
            {
                IdentityTokenFault.Expired => new AwsRefusalException(400, "ExpiredTokenException", string.Create(
                    CultureInfo.InvariantCulture, $"Token expired: current date/time {state.Now.ToUnixTimeSeconds()} must be before the expiration date/time{e.Message}")),
                IdentityTokenFault.KeysUnavailable or IdentityTokenFault.UnknownKey => Invalid(
                    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"),
                IdentityTokenFault.NotYetValid => Invalid("The ID Token provided is not yet valid."),
                IdentityTokenFault.MissingClaim => Invalid($"Missing a required claim: {e.Message}"),
                IdentityTokenFault.BadSignature => Invalid("The signature of the ID Token provided is invalid."),
                _ => Invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"),
            };
        }
    }
}
