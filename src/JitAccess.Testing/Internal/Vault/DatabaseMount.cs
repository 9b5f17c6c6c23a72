using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Npgsql;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The database secrets engine: dynamic roles, their users and leases.</summary>
internal sealed class DatabaseMount(VaultState state, NamespaceState owner, string path) : Mount(path)
{
    private readonly ConcurrentDictionary<string, DatabaseAccounts> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VaultEmulatorRole> _roles = new(StringComparer.Ordinal);

    public StaticRoles StaticRoles => field ??= new StaticRoles(state, this);

    public void WriteConnection(string name, NpgsqlDataSource dataSource) => _connections[name] = new DatabaseAccounts(dataSource);

    public void WriteRole(string name, VaultEmulatorRole role) => _roles[name] = role;

    public bool DeleteRole(string name) => _roles.TryRemove(name, out _);

    public DatabaseAccounts Connection(string name) => _connections.GetValueOrDefault(name)
        ?? throw VaultRefusalException.Listed(500, $"failed to find entry for connection with name: \"{name}\"");

    public override async Task<VaultReply> HandleAsync(VaultCall call, string rest)
    {
        switch (rest.Split('/', 2))
        {
            case ["creds", { Length: > 0 } role]:
                Require(call, VaultEmulatorCapabilities.Read);
                return await IssueAsync(call, role).ConfigureAwait(false);
            case ["static-creds", { Length: > 0 } role]:
                Require(call, VaultEmulatorCapabilities.Read);
                return StaticRoles.Read(role);
            case ["rotate-role", { Length: > 0 } role]:
                Require(call, VaultEmulatorCapabilities.Update);
                await StaticRoles.RotateAsync(role).ConfigureAwait(false);
                return VaultReply.NoContent();
            case ["roles", { Length: > 0 } role]:
                Require(call, VaultEmulatorCapabilities.Read);
                return _roles.TryGetValue(role, out var definition) ? VaultReply.Envelope(Describe(definition)) : VaultReply.Failed(404);
            case ["roles"] or ["roles", ""]:
                Require(call, VaultEmulatorCapabilities.List);
                return _roles.IsEmpty ? VaultReply.Failed(404) : VaultReply.Envelope(new JsonObject { ["keys"] = Json.Texts(_roles.Keys.Order(StringComparer.Ordinal)) });
            default:
                throw Unsupported();
        }
    }

    /// <summary>Extends a lease's user; what becomes of the lease is its store's business.</summary>
    public async Task<(TimeSpan Ttl, IReadOnlyList<string> Warnings)> ExtendAsync(LeaseEntry lease, TimeSpan increment)
    {
        if (!_roles.TryGetValue(lease.RoleName, out var role))
            throw new VaultRefusalException(400, $"error during renew: could not find role with name \"{lease.RoleName}\"");
        var now = state.Now;
        var ttl = new LeaseTerms(role.DefaultTtl, role.MaxTtl).Grant(increment, lease.IssuedAt, now, out var warnings);
        await Connection(lease.Connection).ExtendAsync(role.RenewStatements, lease.UserName, now + ttl).ConfigureAwait(false);
        return (ttl, warnings);
    }

    public async Task DropAsync(LeaseEntry lease)
    {
        await Connection(lease.Connection).DropAsync(lease.RevocationStatements, lease.UserName).ConfigureAwait(false);
        state.CountDropped();
        Log.VaultRoleDropped(state.Logger, lease.UserName);
    }

    private async Task<VaultReply> IssueAsync(VaultCall call, string roleName)
    {
        var role = _roles.GetValueOrDefault(roleName) ?? throw new VaultRefusalException(400, $"unknown role: {roleName}");
        var accounts = Connection(role.Connection);
        var token = call.RequiredToken;
        var now = state.Now;
        var ttl = new LeaseTerms(role.DefaultTtl, role.MaxTtl).Grant(TimeSpan.Zero, null, now, out var warnings);
        var name = UserName.New(token.Recipe.DisplayName, roleName, now);
        var password = RandomText.Password();
        await accounts.CreateAsync(role, name, password, now + ttl).ConfigureAwait(false);
        state.CountCreated();
        Log.VaultRoleCreated(state.Logger, name);

        if (token.IsBatch && token.ExpiresAt is { } end && now + ttl > end)
            ttl = end - now;
        var issued = state.Now;
        var lease = new LeaseEntry
        {
            Id = $"{Path}creds/{roleName}/{RandomText.Letters(24)}{(owner.IsRoot ? "" : $".{owner.Id}")}",
            Namespace = owner,
            Mount = this,
            Path = $"{owner.Path}{Path}creds/{roleName}",
            RoleName = roleName,
            Connection = role.Connection,
            UserName = name,
            RevocationStatements = [.. role.RevocationStatements],
            IsRenewable = !role.IsNotRenewable,
            Token = token,
            IssuedAt = issued,
            ExpiresAt = issued + ttl,
        };
        state.Leases.Add(lease);
        return VaultReply.Envelope(
            new JsonObject { ["password"] = password, ["username"] = name }, lease.Id, lease.IsRenewable, (long)ttl.TotalSeconds, warnings);
    }

    private static JsonObject Describe(VaultEmulatorRole role) => new()
    {
        ["creation_statements"] = Json.Texts(role.CreationStatements),
        ["db_name"] = role.Connection,
        ["default_ttl"] = (long)role.DefaultTtl.TotalSeconds,
        ["max_ttl"] = (long)role.MaxTtl.TotalSeconds,
        ["renew_statements"] = Json.Texts(role.RenewStatements),
        ["revocation_statements"] = Json.Texts(role.RevocationStatements),
        ["rollback_statements"] = Json.Texts(role.RollbackStatements),
    };
}
