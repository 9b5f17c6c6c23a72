using System.Collections.Concurrent;
using JitAccess.Testing.Internal.Oidc;
using Microsoft.IdentityModel.Tokens;

namespace JitAccess.Testing.Internal.Entra;

/// <summary>A tenant: its keys and its applications.</summary>
internal sealed class EntraState(Guid tenantId, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, EntraEmulatorApplication> _applications = new();
    private readonly IdentityTokenVerifiers _verifiers = new(time);

    private readonly ConcurrentDictionary<Guid, SamlApplication> _samlApplications = new();

    public Guid TenantId => tenantId;

    /// <summary>Gets or sets where the tenant answers, known once it does.</summary>
    public Uri Address { get; set; } = null!;

    public DateTimeOffset Now => time.GetUtcNow();

    public TokenKeyRing Keys { get; } = new();

    public string Issuer => $"{Tenant}v2.0";

    public string Tenant => $"{Address.AbsoluteUri}{tenantId}/";

    public string SamlIssuer => $"https://sts.windows.net/{tenantId}/";

    /// <summary>Creates an application that people sign in to by SAML.</summary>
    /// <exception cref="ArgumentException">It exists.</exception>
    public SamlApplication CreateSamlApplication(Guid applicationId)
    {
        var application = new SamlApplication(this, applicationId);
        return _samlApplications.TryAdd(applicationId, application)
            ? application
            : throw new ArgumentException($"The application {applicationId} exists already.", nameof(applicationId));
    }

    /// <summary>Finds an application by its id; that without an id stands for the tenant, whose keys are others.</summary>
    public SamlApplication? SamlApplication(Guid? applicationId) => applicationId is { } id
        ? _samlApplications.GetValueOrDefault(id)
        : _samlApplications.GetOrAdd(Guid.Empty, static (none, state) => new SamlApplication(state, none), this);

    public void Write(Guid clientId, EntraEmulatorApplication application)
    {
        foreach (var credential in application.FederatedCredentials)
            _ = Verifier(credential); // refuses an issuer that no key can come from safely
        _applications[clientId] = application;
    }

    public EntraEmulatorApplication? Application(Guid clientId) => _applications.GetValueOrDefault(clientId);

    public IdentityTokenVerifier Verifier(EntraEmulatorFederatedCredential credential) => _verifiers.Of(credential.Issuer, credential.RootCertificatePem);

    public string CreateToken(EntraEmulatorToken token)
    {
        var issued = token.IssuedAt ?? Now;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["aud"] = token.Audience,
            ["iat"] = issued.ToUnixTimeSeconds(),
            ["nbf"] = issued.ToUnixTimeSeconds(),
            ["exp"] = (issued + token.Lifetime).ToUnixTimeSeconds(),
            ["sub"] = token.Subject,
            ["oid"] = token.Subject,
            ["tid"] = tenantId.ToString(),
            ["uti"] = Guid.NewGuid().ToString("N")[..22],
            ["ver"] = "2.0",
        };
        foreach (var (name, value) in token.Claims)
            claims[name] = value;
        return Keys.Sign(new SecurityTokenDescriptor { Claims = claims });
    }

    public void Dispose()
    {
        Keys.Dispose();
        _verifiers.Dispose();
        foreach (var application in _samlApplications.Values)
            application.Dispose();
    }
}
