using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The AppRole method: a role id names the role, a secret id proves the right to it.</summary>
internal sealed class AppRoleLogin(VaultState state, NamespaceState owner, string path) : LoginMount(state, owner, path)
{
    private readonly Dictionary<string, AppRoleEntry> _roles = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public void Write(string name, VaultEmulatorAppRole role)
    {
        lock (_gate)
            _roles[name] = new AppRoleEntry(name, role, _roles.GetValueOrDefault(name)?.RoleId ?? Guid.NewGuid().ToString());
    }

    public string RoleId(string name)
    {
        lock (_gate)
            return Entry(name).RoleId;
    }

    public (string SecretId, string Accessor, TimeSpan Ttl) CreateSecretId(string name)
    {
        lock (_gate)
            return Entry(name).CreateSecretId(State.Now);
    }

    /// <summary>Returns the answer that brings a new secret id.</summary>
    public VaultReply SecretIdReply(string name)
    {
        var (secretId, accessor, ttl) = CreateSecretId(name);
        return VaultReply.Envelope(new JsonObject
        {
            ["secret_id"] = secretId,
            ["secret_id_accessor"] = accessor,
            ["secret_id_ttl"] = (long)ttl.TotalSeconds,
        });
    }

    public void DestroySecretId(string name, string accessor)
    {
        lock (_gate)
            Entry(name).Destroy(accessor);
    }

    public override Task<VaultReply> HandleAsync(VaultCall call, string rest)
    {
        switch (rest.Split('/'))
        {
            case ["role", var name, "role-id"] when IsKnown(name):
                Require(call, VaultEmulatorCapabilities.Read);
                return Task.FromResult(VaultReply.Envelope(new JsonObject { ["role_id"] = RoleId(name) }));
            case ["role", var name, "secret-id"] when IsKnown(name):
                Require(call, VaultEmulatorCapabilities.Update);
                return Task.FromResult(SecretIdReply(name));
            case ["role", var name, "role-id" or "secret-id"]:
                return Task.FromResult(call.Operation == VaultEmulatorCapabilities.Read
                    ? VaultReply.Failed(404)
                    : VaultReply.Failed(400, $"role \"{name}\" does not exist"));
            default:
                return base.HandleAsync(call, rest);
        }
    }

    protected override VaultReply Login(VaultCall call)
    {
        if (call.Body.Text("role_id") is not { Length: > 0 } roleId)
            throw new VaultRefusalException(400, "missing role_id");
        AppRoleEntry entry;
        lock (_gate)
        {
            entry = _roles.Values.FirstOrDefault(r => SecretHash.Fits(roleId, SecretHash.Of(r.RoleId))) ?? throw new VaultRefusalException(400, "invalid role ID");
            if (!entry.Role.BindsNoSecretId)
                entry.UseSecretId(call.Body.Text("secret_id"), State.Now);
        }

        return Welcome(entry.Role.Token, entry.RoleId, "", new Dictionary<string, string>(StringComparer.Ordinal) { ["role_name"] = entry.Name });
    }

    private bool IsKnown(string name)
    {
        lock (_gate)
            return _roles.ContainsKey(name);
    }

    private AppRoleEntry Entry(string name) => _roles.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no AppRole role \"{name}\".", nameof(name));
}
