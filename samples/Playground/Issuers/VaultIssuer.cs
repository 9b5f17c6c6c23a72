using JitAccess.Testing;
using Npgsql;
using Playground.Databases;

namespace Playground.Issuers;

/// <summary>Vault: it makes a user for each lease, set up as docs/vault.md says, but for shorter lives.</summary>
internal sealed class VaultIssuer : Issuer
{
    private const string Role = "orders";

    // A user who is replaced settles for 15 seconds and is drained for up to 30 before its lease is given up.
    private static readonly TimeSpan LeaseLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLeaseLife = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan DeliveryLimit = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _delivery = Directory.CreateTempSubdirectory("jitaccess-delivery-"); // nobody else can look into it
    private NpgsqlDataSource? _administrator;
    private VaultEmulator? _vault;
    private VaultEmulatorAppRoleAuth? _appRole;
    private VaultOperator? _operator;

    public override string Name => "Vault";

    public override bool ChangesUserName => true;

    public override IReadOnlyList<string> ServerNames => [];

    // The role of the service is a group here: users come and go as its members, act as it, and own nothing.
    public override IReadOnlyList<string> SetUpStatements => [$"CREATE ROLE {Database.Role} NOLOGIN", $"CREATE DATABASE {Database.Name}"];

    public override string Facts => $"users made: {_vault!.RolesCreated}, dropped: {_vault.RolesDropped}";

    public override bool IsDown
    {
        get => _vault!.Faults.IsSealed;
        set
        {
            if (value)
                _vault!.Faults.Seal();
            else
                _vault!.Faults.Unseal();
        }
    }

    public override int Issued => _vault!.RolesCreated;

    public override int Refused => _vault!.Requests.Count(static r => r.Status == 503);

    private string SecretIdFile => Path.Combine(_delivery.FullName, "secret-id");

    // For everybody, as in most installations: a user that was dropped is asked for a password too, and the refusal is that of a credential.
    public override IReadOnlyList<string> HbaLines(string? thisMachine) => [$"hostssl {Database.Name} all all scram-sha-256"];

    public override async Task<string> StartAsync(Database database, CancellationToken cancellationToken)
    {
        _administrator = database.CreateSuperuserDataSource(Database.Name);
        _vault = await VaultEmulator.StartAsync(cancellationToken: cancellationToken);
        var engine = _vault.Root.MountDatabase();
        engine.WriteConnection("postgres", _administrator);
        engine.WriteRole(Role, new()
        {
            CreationStatements =
            {
                $$$"""CREATE ROLE "{{name}}" LOGIN VALID UNTIL '{{expiration}}' IN ROLE {{{Database.Role}}} PASSWORD '{{password}}'""",
                $$$"""ALTER ROLE "{{name}}" SET role = {{{Database.Role}}}""",
            },
            RevocationStatements =
            {
                $$$"""REASSIGN OWNED BY "{{name}}" TO {{{Database.Role}}}""",
                """DROP OWNED BY "{{name}}" """,
                """DROP ROLE IF EXISTS "{{name}}" """,
            },
            DefaultTtl = LeaseLife,
            MaxTtl = LongestLeaseLife,
        });
        _vault.Root.WritePolicy(Role, new VaultEmulatorPolicy().AllowRead($"database/creds/{Role}").AllowUpdate("sys/leases/revoke"));

        _operator = new VaultOperator(_vault, $"database/creds/{Role}");

        // As a deployment delivers it: wrapped, good for one login, and spent as soon as the service runs.
        _appRole = _vault.Root.EnableAppRole();
        _appRole.WriteRole(Role, new() { Token = new() { Policies = { Role }, Period = 2 * LeaseLife }, SecretIdNumUses = 1, SecretIdTtl = DeliveryLimit });
        await File.WriteAllTextAsync(SecretIdFile, _appRole.CreateWrappedSecretId(Role, DeliveryLimit).RevealValue(), cancellationToken);
        return $"emulated at {_vault.Address}; leases last {LeaseLife.TotalMinutes:0} to {LongestLeaseLife.TotalMinutes:0} min";
    }

    public override async Task<string> RevokeAsync(CancellationToken cancellationToken)
    {
        var count = _vault!.Leases.Count;
        await _operator!.RevokeAllAsync(cancellationToken);
        return $"Vault has revoked every lease of the service ({count}) and dropped the users.";
    }

    public override IEnumerable<(string Name, string? Value)> Variables(Database database) =>
    [
        ("ConnectionStrings__orders", database.ConnectionString),
        ("JitAccess__Databases__orders__Provider", "Vault"),
        ("JitAccess__Databases__orders__Vault__Address", _vault!.Address.ToString()),
        ("JitAccess__Databases__orders__Vault__CaCertificateFile", _vault.RootCertificatePath),
        ("JitAccess__Databases__orders__Vault__Role", Role),
        ("JitAccess__Databases__orders__Vault__Auth__Method", "AppRole"),
        ("JitAccess__Databases__orders__Vault__Auth__Role", Role),
        ("JitAccess__Databases__orders__Vault__Auth__RoleId", _appRole!.RoleId(Role)),
        ("JitAccess__Databases__orders__Vault__Auth__SecretIdFile", SecretIdFile),
        ("JitAccess__Databases__orders__Vault__Auth__SecretIdIsWrapped", "true"),
    ];

    public override async Task<IReadOnlyList<(string What, long Count)>> CountRemainsAsync(Database database) =>
    [
        ("roles", await database.CountAsync($"pg_auth_members WHERE roleid = '{Database.Role}'::regrole")),
        ("leases", _vault!.Leases.Count),
    ];

    public override async ValueTask DisposeAsync()
    {
        _operator?.Dispose();
        if (_vault is not null)
            await _vault.DisposeAsync();
        if (_administrator is not null)
            await _administrator.DisposeAsync();
        _delivery.Delete(recursive: true);
    }
}
