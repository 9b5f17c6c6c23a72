using JitAccess.Testing;
using Playground.Databases;

namespace Playground.Issuers;

/// <summary>IAM: the service signs tokens with a key, and an authenticator verifies them for PostgreSQL.</summary>
internal sealed class RdsIamIssuer(TimeSpan tokenLifetime) : Issuer
{
    private readonly RdsIamKey _key = RdsIamKey.Generate(withSessionToken: true);

    private readonly RdsIamAuthenticator _authenticator = RdsIamAuthenticator.Start(LocalPostgres.IsAvailable
        ? new RdsIamAuthenticatorOptions()
        : new RdsIamAuthenticatorOptions { ListenAddress = RdsIamContainer.ListenAddress });

    public override string Name => "authenticator";

    public override bool ChangesUserName => false;

    public override IReadOnlyList<string> ServerNames => [_authenticator.Verifier.Endpoint.Host];

    public override IReadOnlyList<string> SetUpStatements => RdsIamPostgres.SetUpStatements(Database.Name, Database.Role);

    public override string Facts =>
        $"{_authenticator.Count(RdsIamVerdict.Valid)} logins verified, {_authenticator.Count(RdsIamVerdict.Expired)} with expired tokens";

    public override IReadOnlyList<string> HbaLines(string? thisMachine) => _authenticator.HbaLines(thisMachine);

    public override Task<string> StartAsync(Database database, CancellationToken cancellationToken)
    {
        _authenticator.Verifier.Add(_key);
        return Task.FromResult($"verifies tokens for {_authenticator.Verifier.Endpoint} that live {tokenLifetime.TotalSeconds:0} s");
    }

    public override IEnumerable<(string Name, string? Value)> Variables(Database database) =>
    [
        ("ConnectionStrings__orders", $"{database.ConnectionString};Username={Database.Role};Connection Lifetime=5"),
        ("JitAccess__Databases__orders__Provider", "RdsIam"),
        ("JitAccess__Databases__orders__TokenEndpoints__0__Connect", database.Connect.ToString()),
        ("JitAccess__Databases__orders__TokenEndpoints__0__Token", _authenticator.Verifier.Endpoint.ToString()),
        ("JitAccess__Databases__orders__RdsIam__TokenLifetime", tokenLifetime.ToString()),
        ("AWS_ACCESS_KEY_ID", _key.AccessKeyId),
        ("AWS_SECRET_ACCESS_KEY", _key.RevealSecretAccessKey()),
        ("AWS_SESSION_TOKEN", _key.RevealSessionToken()),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_PROFILE", null),
    ];

    public override Task<IReadOnlyList<(string What, long Count)>> CountRemainsAsync(Database database) =>
        Task.FromResult<IReadOnlyList<(string, long)>>([]); // tokens end by themselves

    public override ValueTask DisposeAsync() => _authenticator.DisposeAsync();
}
