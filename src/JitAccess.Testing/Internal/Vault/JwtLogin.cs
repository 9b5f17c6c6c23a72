using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The JWT method.</summary>
internal sealed class JwtLogin(VaultState state, NamespaceState owner, string path, VaultEmulatorJwtOptions options) : LoginMount(state, owner, path)
{
    private readonly ConcurrentDictionary<string, VaultEmulatorJwtRole> _roles = new(StringComparer.Ordinal);
    private readonly JwtVerifier _verifier = new(options.PublicKeys, state.Time);

    public void Write(string name, VaultEmulatorJwtRole role) => _roles[name] = role;

    protected override VaultReply Login(VaultCall call)
    {
        if (call.Body.Text("role") is not { Length: > 0 } name)
            throw new VaultRefusalException(400, "missing role");
        if (!_roles.TryGetValue(name, out var role))
            throw new VaultRefusalException(400, $"role \"{name}\" could not be found");
        if (call.Body.Text("jwt") is not { Length: > 0 } jwt)
            throw new VaultRefusalException(400, "missing token");

        var claims = Verify(jwt);
        JudgeIssuerAndTimes(claims);
        JudgeAudience(claims, role);
        if (role.BoundSubject is { } subject && claims.Text("sub") != subject)
            throw new VaultRefusalException(400, "error validating claims: sub claim does not match bound subject");
        foreach (var (claim, wanted) in role.BoundClaims)
            JudgeClaim(claims, claim, wanted);
        if (claims.Text(role.UserClaim) is not { Length: > 0 } user)
            throw new VaultRefusalException(400, $"claim \"{role.UserClaim}\" not found in token");
        return Welcome(role.Token, user, user, new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = name });
    }

    private static VaultRefusalException Invalid(string text) => new(400, $"error validating token: {text}");

    private JsonObject Verify(string jwt)
    {
        try
        {
            return _verifier.Verify(jwt);
        }
        catch (FormatException e)
        {
            throw Invalid($"error verifying token signature: {e.Message}");
        }
    }

    private void JudgeIssuerAndTimes(JsonObject claims)
    {
        if (options.BoundIssuer is { } issuer && claims.Text("iss") != issuer)
            throw Invalid("invalid issuer (iss) claim");
        switch (_verifier.JudgeTime(claims))
        {
            case JwtTimeFault.Missing:
                throw Invalid("no issued at (iat), not before (nbf), or expiration time (exp) claims in token");
            case JwtTimeFault.Expired:
                throw Invalid("invalid expiration time (exp) claim: token is expired");
            case JwtTimeFault.NotYetValid:
                throw Invalid("invalid not before (nbf) claim: token not yet valid");
            case JwtTimeFault.IssuedInFuture:
                throw Invalid("invalid issued at (iat) claim: token issued in the future");
            default:
                return;
        }
    }

    private static void JudgeAudience(JsonObject claims, VaultEmulatorJwtRole role)
    {
        var audiences = JwtVerifier.Values(claims["aud"]);
        if (role.BoundAudiences.Count == 0 && audiences.Count > 0)
            throw new VaultRefusalException(400, "audience claim found in JWT but no audiences bound to the role");
        if (role.BoundAudiences.Count > 0 && !audiences.Any(role.BoundAudiences.Contains))
            throw Invalid("invalid audience (aud) claim: audience claim does not match any expected audience");
    }

    private static void JudgeClaim(JsonObject claims, string claim, string wanted)
    {
        if (claims[claim] is not { } given)
            throw new VaultRefusalException(400, $"error validating claims: claim \"{claim}\" is missing");
        if (!JwtVerifier.Values(given).Contains(wanted))
            throw new VaultRefusalException(400, $"error validating claims: claim \"{claim}\" does not match any associated bound claim values");
    }
}
