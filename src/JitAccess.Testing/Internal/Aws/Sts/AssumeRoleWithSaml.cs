using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JitAccess.Testing.Internal.Http;
using JitAccess.Testing.Internal.Saml;

namespace JitAccess.Testing.Internal.Aws.Sts;

/// <summary><c>AssumeRoleWithSAML</c>: the response of an identity provider that the role's account trusts.</summary>
internal sealed partial class AssumeRoleWithSaml(AwsState state)
{
    private const int LongestResponse = 100_000;

    public EmulatorReply Execute(StsParameters parameters)
    {
        var arn = parameters.RoleArn();
        var providerArn = parameters.Required("PrincipalArn", 20, 2048);
        var response = parameters.Required("SAMLAssertion", 4, LongestResponse, isSecret: true);
        var duration = parameters.Duration();
        var policy = parameters.Policy();
        if (state.SamlProvider(providerArn) is not { } provider || provider.Arn.Account != arn.Account)
            throw Invalid("Specified provider doesn't exist");
        var assertion = Verify(provider, response);
        var sessionName = SessionName(assertion);
        var sourceIdentity = SourceIdentity(assertion);
        if (!IsOffered(assertion, arn.Text, providerArn) || state.Role(arn.Text) is not { } entry || !entry.Role.TrustedSamlProviders.Contains(providerArn))
            throw Denied("AssumeRoleWithSAML");
        RoleDuration.Judge(entry, duration);
        if (sourceIdentity is not null && !entry.Role.AllowsSourceIdentity)
            throw Denied("SetSourceIdentity");
        if (state.RefusesSamlReplay && !state.UsesFirst($"{providerArn} {assertion.Id}"))
            throw Invalid("The SAML response has been used already");

        var rest = assertion.SessionEnds - state.Now;
        var session = state.Issue(new SessionOrder(entry, sessionName, rest < duration ? rest.Value : duration) { Policy = policy, SourceIdentity = sourceIdentity });
        return StsXml.Result(
            "AssumeRoleWithSAML",
            StsXml.Credentials(session),
            StsXml.AssumedRoleUser(session),
            StsXml.Element("Subject", assertion.Subject),
            StsXml.Element("SubjectType", assertion.SubjectType),
            StsXml.Element("Issuer", assertion.Issuer),
            StsXml.Element("Audience", SamlNames.SignIn),
            StsXml.Element("NameQualifier", NameQualifier(assertion.Issuer, provider.Arn)),
            StsXml.Optional("SourceIdentity", sourceIdentity));
    }

    private static AwsRefusalException Invalid(string message) => new(400, "InvalidIdentityToken", message);

    private static AwsRefusalException Expired(string message) => new(400, "ExpiredTokenException", message);

    private static AwsRefusalException Denied(string operation) => new(403, "AccessDenied", $"Not authorized to perform sts:{operation}");

    // The pair may stand in either order.
    private static bool IsOffered(SamlAssertion assertion, string role, string provider) => assertion.Attribute(SamlNames.Role)
        .Select(static value => value.Split(',', StringSplitOptions.TrimEntries))
        .Any(pair => pair.Length == 2 && pair.Contains(role) && pair.Contains(provider));

    private static string SessionName(SamlAssertion assertion)
    {
        if (assertion.Attribute(SamlNames.RoleSessionName) is not [{ Length: > 0 } name])
            throw Invalid("RoleSessionName is required in AuthnResponse");
        return Name().IsMatch(name) ? name : throw Invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
    }

    private static string? SourceIdentity(SamlAssertion assertion) => assertion.Attribute(SamlNames.SourceIdentity) switch
    {
        [] => null,
        [var name] when Name().IsMatch(name) => name,
        _ => throw Invalid("Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\""),
    };

    private static string NameQualifier(string issuer, AwsArn provider)
    {
#pragma warning disable CA5350 // no security rests on it: AWS defines this name by SHA-1
        return Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes($"{issuer}{provider.Account}/{provider.Path}")));
#pragma warning restore CA5350
    }

    private SamlAssertion Verify(SamlProvider provider, string response)
    {
        try
        {
            return new SamlResponseVerifier(
                provider.Metadata, [SamlNames.SignIn, $"https://{state.Region}.signin.aws.amazon.com/saml"], [SamlNames.WebServices, SamlNames.SignIn]).Verify(response, state.Now);
        }
        catch (SamlException e)
        {
            throw e.Fault switch
            {
                SamlFault.Malformed => Invalid("Invalid base64 SAMLResponse"),
                SamlFault.WrongIssuer => Invalid("Issuer not present in specified provider"),
                SamlFault.NotSuccessful => new AwsRefusalException(403, "IDPRejectedClaim", "The identity provider reported that authentication failed."),
                SamlFault.WrongRecipient => Invalid("Response does not contain the required recipient."),
                SamlFault.WrongAudience => Invalid("Response does not contain the required audience."),
                SamlFault.Expired => Expired("Token must be redeemed within 5 minutes of issuance"),
                SamlFault.NotYetValid => Invalid("The SAML response is not yet valid."),
                _ => Invalid("Response signature invalid"),
            };
        }
    }

    [GeneratedRegex("^(?!aws:)[a-zA-Z_0-9+=,.@-]{2,64}$")]
    private static partial Regex Name();
}
