using System.Collections.Concurrent;
using JitAccess.Testing.Internal.Oidc;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>What sign-in and portal know in common.</summary>
internal sealed class IdentityCenterState : IDisposable
{
    private readonly ConcurrentDictionary<string, AwsEmulatorApplication> _applications = new(StringComparer.Ordinal);
    private readonly IdentityTokenVerifiers _verifiers;
    private readonly ConcurrentDictionary<string, bool> _usedAssertions = new(StringComparer.Ordinal);

    public IdentityCenterState(AwsState aws)
    {
        Aws = aws;
        _verifiers = new IdentityTokenVerifiers(aws.Time);
        Sessions = new SessionStore(aws.Time, Settings);
        Clients = new ClientStore(aws.Time, Settings, Names);
        Devices = new DeviceStore(aws.Time, Settings, Names);
        Authorizations = new AuthorizationStore(aws.Time, Settings);
        Directory = new AssignmentDirectory(aws);
    }

    public AwsState Aws { get; }

    public InstanceNames Names { get; } = new();

    public IdentityCenterSettings Settings { get; } = new();

    public SessionStore Sessions { get; }

    public ClientStore Clients { get; }

    public DeviceStore Devices { get; }

    public AuthorizationStore Authorizations { get; }

    public AssignmentDirectory Directory { get; }

    /// <summary>Gets or sets who is signed in to every browser.</summary>
    public string? BrowserUser { get; set; }

    /// <summary>Returns the session of a refresh token, which is worthless from now on where tokens rotate.</summary>
    /// <exception cref="OAuthRefusalException">There is none, or its user is disabled.</exception>
    public SignInSession Refresh(string token, string clientId) =>
        Sessions.TakeRefreshToken(token, clientId) is { } session && Directory.IsEnabled(session.UserName)
            ? session
            : throw OAuthRefusalException.InvalidGrant("The refresh token is invalid, expired or used.");

    public void Write(string arn, AwsEmulatorApplication application)
    {
        foreach (var issuer in application.TokenIssuers)
            _ = Verifier(issuer); // refuses an issuer that no key can come from safely
        _applications[arn] = application;
    }

    public AwsEmulatorApplication? Application(string arn) => _applications.GetValueOrDefault(arn);

    public IdentityTokenVerifier Verifier(AwsEmulatorTokenIssuer issuer) => _verifiers.Of(issuer.Issuer, issuer.RootCertificatePem);

    /// <summary>Returns whether an assertion comes for the first time.</summary>
    public bool UsesFirst(string assertionId) => _usedAssertions.TryAdd(assertionId, true);

    public void Dispose() => _verifiers.Dispose();
}
