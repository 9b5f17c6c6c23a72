using JitAccess.Testing;
using Playground.Databases;

namespace Playground.Issuers;

/// <summary>IAM: the service signs tokens with a role's credentials, which it gets as a pod does, and an authenticator verifies them for PostgreSQL.</summary>
internal sealed class RdsIamIssuer(TimeSpan tokenLifetime) : Issuer
{
    private readonly RdsIamKey _key = RdsIamKey.Generate(withSessionToken: true);

    private readonly RdsIamAuthenticator _authenticator = RdsIamAuthenticator.Start(LocalPostgres.IsAvailable
        ? new RdsIamAuthenticatorOptions()
        : new RdsIamAuthenticatorOptions { ListenAddress = RdsIamContainer.ListenAddress });

    private readonly DirectoryInfo _delivery = Directory.CreateTempSubdirectory("jitaccess-delivery-");
    private PodIdentityEmulator? _identity;

    public override string Name => "authenticator";

    public override bool ChangesUserName => false;

    public override IReadOnlyList<string> ServerNames => [_authenticator.Verifier.Endpoint.Host];

    public override IReadOnlyList<string> SetUpStatements => RdsIamPostgres.SetUpStatements(Database.Name, Database.Role);

    public override string Facts =>
        $"{_authenticator.Count(RdsIamVerdict.Valid)} logins verified, {_authenticator.Count(RdsIamVerdict.Expired)} with expired tokens";

    public override IReadOnlyList<string> HbaLines(string? thisMachine) => _authenticator.HbaLines(thisMachine);

    // A file of AWS profiles without any: those of the developer must not sign.
    private string NoProfiles => Path.Combine(_delivery.FullName, "no-aws-profiles");

    public override async Task<string> StartAsync(Database database, CancellationToken cancellationToken)
    {
        _authenticator.Verifier.Add(_key);
        _identity = await PodIdentityEmulator.StartAsync(_key, cancellationToken: cancellationToken);
        await File.WriteAllTextAsync(NoProfiles, "", cancellationToken);
        return $"verifies tokens for {_authenticator.Verifier.Endpoint} that live {tokenLifetime.TotalSeconds:0} s";
    }

    public override IEnumerable<(string Name, string? Value)> Variables(Database database) =>
    [
        ("ConnectionStrings__orders", $"{database.ConnectionString};Username={Database.Role};Connection Lifetime=5"),
        ("JitAccess__Databases__orders__Provider", "RdsIam"),
        ("JitAccess__Databases__orders__TokenEndpoints__0__Connect", database.Connect.ToString()),
        ("JitAccess__Databases__orders__TokenEndpoints__0__Token", _authenticator.Verifier.Endpoint.ToString()),
        ("JitAccess__Databases__orders__RdsIam__TokenLifetime", tokenLifetime.ToString()),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", _identity!.CredentialsAddress.ToString()),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", _identity.AuthorizationTokenFile),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_ACCESS_KEY_ID", ""),
        ("AWS_PROFILE", ""),
        ("AWS_CONFIG_FILE", NoProfiles),
        ("AWS_SHARED_CREDENTIALS_FILE", NoProfiles),
    ];

    public override Task<IReadOnlyList<(string What, long Count)>> CountRemainsAsync(Database database) =>
        Task.FromResult<IReadOnlyList<(string, long)>>([]); // tokens end by themselves

    public override async ValueTask DisposeAsync()
    {
        if (_identity is not null)
            await _identity.DisposeAsync();
        await _authenticator.DisposeAsync();
        _delivery.Delete(recursive: true);
    }
}

