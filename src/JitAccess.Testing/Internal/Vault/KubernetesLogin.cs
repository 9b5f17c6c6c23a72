using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The Kubernetes method: a JWT of a service account. The review by the API server is played by the signature.</summary>
internal sealed class KubernetesLogin(VaultState state, NamespaceState owner, string path, VaultEmulatorKubernetesOptions options)
    : LoginMount(state, owner, path)
{
    private readonly ConcurrentDictionary<string, VaultEmulatorKubernetesRole> _roles = new(StringComparer.Ordinal);
    private readonly JwtVerifier _verifier = new(options.PublicKeys, state.Time);

    public bool IsApiServerDown { get; set; }

    public void Write(string name, VaultEmulatorKubernetesRole role) => _roles[name] = role;

    protected override VaultReply Login(VaultCall call)
    {
        if (call.Body.Text("role") is not { Length: > 0 } name)
            throw new VaultRefusalException(400, "missing role");
        if (call.Body.Text("jwt") is not { Length: > 0 } jwt)
            throw new VaultRefusalException(400, "missing jwt");
        if (!_roles.TryGetValue(name, out var role))
            throw new VaultRefusalException(400, $"invalid role name \"{name}\"");

        var claims = Verify(jwt);
        if (role.Audience is { } audience && !JwtVerifier.Values(claims["aud"]).Contains(audience))
            throw new VaultRefusalException(500, "claim \"aud\" is invalid");
        var (account, space, uid) = Read(claims);
        if (!Matches(role.ServiceAccountNames, account))
            throw new VaultRefusalException(500, "service account name not authorized");
        if (!Matches(role.ServiceAccountNamespaces, space))
            throw new VaultRefusalException(500, "namespace not authorized");
        if (IsApiServerDown)
            throw VaultRefusalException.PermissionDenied();

        return Welcome(role.Token, uid, $"{space}-{account}", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["role"] = name,
            ["service_account_name"] = account,
            ["service_account_namespace"] = space,
            ["service_account_secret_name"] = "",
            ["service_account_uid"] = uid,
        });
    }

    private static bool Matches(IList<string> bound, string given) => bound.Contains("*") || bound.Contains(given);

    private static (string Account, string Namespace, string Uid) Read(JsonObject claims)
    {
        // Projected tokens nest what the older ones of a secret spell out.
        if (claims["kubernetes.io"] is JsonObject projected && projected["serviceaccount"] is JsonObject account)
            return (account.Text("name") ?? "", projected.Text("namespace") ?? "", account.Text("uid") ?? "");
        const string Prefix = "kubernetes.io/serviceaccount/";
        return (claims.Text(Prefix + "service-account.name") ?? "", claims.Text(Prefix + "namespace") ?? "", claims.Text(Prefix + "service-account.uid") ?? "");
    }

    private JsonObject Verify(string jwt)
    {
        JsonObject claims;
        try
        {
            claims = _verifier.Verify(jwt);
        }
        catch (FormatException)
        {
            throw VaultRefusalException.PermissionDenied();
        }

        return _verifier.JudgeTime(claims) switch
        {
            JwtTimeFault.None or JwtTimeFault.Missing => claims,
            JwtTimeFault.Expired => throw new VaultRefusalException(500, "token is expired"),
            _ => throw new VaultRefusalException(500, "token is not yet valid"),
        };
    }
}
