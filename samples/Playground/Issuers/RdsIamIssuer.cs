using JitAccess.Testing;
using Playground.Databases;

namespace Playground.Issuers;

/// <summary>IAM: the service signs tokens with its role's keys, and an authenticator verifies them for PostgreSQL.</summary>
internal sealed class RdsIamIssuer(TimeSpan tokenLifetime) : Issuer
{
    private readonly RdsIamAuthenticator _authenticator = RdsIamAuthenticator.Start(LocalPostgres.IsAvailable
        ? new RdsIamAuthenticatorOptions()
        : new RdsIamAuthenticatorOptions { ListenAddress = RdsIamContainer.ListenAddress });

    private ContainerRole? _role;

    public override string Name => "authenticator";

    public override bool ChangesUserName => false;

    public override IReadOnlyList<string> ServerNames => [_authenticator.Verifier.Endpoint.Host];

    public override IReadOnlyList<string> SetUpStatements => RdsIamPostgres.SetUpStatements(Database.Name, Database.Role);

    public override string Facts =>
        $"{_authenticator.Count(RdsIamVerdict.Valid)} logins verified, {_authenticator.Count(RdsIamVerdict.Expired)} with expired tokens";

    public override IReadOnlyList<string> HbaLines(string? thisMachine) => _authenticator.HbaLines(thisMachine);

    public override bool IsDown
    {
        get => _role!.IsDown;
        set => _role!.IsDown = value;
    }

    public override int Issued => _authenticator.Count(RdsIamVerdict.Valid);

    public override int Refused => _role!.Refused;

    public override async Task<string> StartAsync(Database database, CancellationToken cancellationToken)
    {
        _role = new ContainerRole(_authenticator.Verifier, tokenLifetime);
        await _role.StartAsync(cancellationToken);
        return $"verifies tokens for {_authenticator.Verifier.Endpoint} that live {tokenLifetime.TotalSeconds:0} s";
    }

    public override Task<string> RevokeAsync(CancellationToken cancellationToken)
    {
        _role!.Revoke();
        return Task.FromResult("The keys of the service's role are revoked, so PostgreSQL refuses every token that they signed.");
    }

    public override IEnumerable<(string Name, string? Value)> Variables(Database database) =>
    [
        ("ConnectionStrings__orders", $"{database.ConnectionString};Username={Database.Role};Connection Lifetime=5"),
        ("JitAccess__Databases__orders__Provider", "RdsIam"),
        ("JitAccess__Databases__orders__TokenEndpoints__0__Connect", database.Connect.ToString()),
        ("JitAccess__Databases__orders__TokenEndpoints__0__Token", _authenticator.Verifier.Endpoint.ToString()),
        ("JitAccess__Databases__orders__RdsIam__TokenLifetime", tokenLifetime.ToString()),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", _role!.Address.ToString()),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", _role.AuthorizationFile),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_ACCESS_KEY_ID", ""),
        ("AWS_PROFILE", ""),
        ("AWS_CONFIG_FILE", _role.NoProfiles),
        ("AWS_SHARED_CREDENTIALS_FILE", _role.NoProfiles),
    ];

    public override Task<IReadOnlyList<(string What, long Count)>> CountRemainsAsync(Database database) =>
        Task.FromResult<IReadOnlyList<(string, long)>>([]); // tokens end by themselves

    public override async ValueTask DisposeAsync()
    {
        if (_role is not null)
            await _role.DisposeAsync();
        await _authenticator.DisposeAsync();
    }
}
