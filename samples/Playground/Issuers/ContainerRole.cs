using JitAccess.Testing;

namespace Playground.Issuers;

/// <summary>The role of the service's container, whose keys it gets as from ECS and EKS: by an address, and a file with what has to be shown there.</summary>
/// <remarks>Keys live so short that a token of the default life needs new ones: an outage here is an outage of the issuer, and shows.</remarks>
internal sealed class ContainerRole(RdsIamTokenVerifier verifier, TimeSpan tokenLifetime) : IAsyncDisposable
{
    private const int Unavailable = 503;

    // The AWS SDK takes keys with less than a minute left for ended.
    private static readonly TimeSpan SdkReserve = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jitaccess-role-"); // nobody else can look into it
    private readonly Lock _gate = new();
    private RdsIamKey _key = RdsIamKey.Generate(withSessionToken: true);
    private PodIdentityEmulator? _endpoint;

    public bool IsDown
    {
        get => Endpoint.Faults.RefusesWith is not null;
        set => Endpoint.Faults.RefusesWith = value ? Unavailable : null;
    }

    /// <summary>Gets how often it was asked in vain.</summary>
    public int Refused => Endpoint.Requests.Count(static r => r.Status == Unavailable);

    public Uri Address => _endpoint!.CredentialsAddress;

    public string AuthorizationFile => Path.Combine(_folder.FullName, "authorization");

    /// <summary>Gets a file of AWS profiles without any: those of whoever runs the Playground must not sign.</summary>
    public string NoProfiles => Path.Combine(_folder.FullName, "no-aws-profiles");

    private EmulatorEndpoint Endpoint => _endpoint!.Endpoint;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(NoProfiles, "", cancellationToken);
        verifier.Add(_key);
        _endpoint = await PodIdentityEmulator.StartAsync(
            _key, new() { CredentialLifetime = SdkReserve + (1.5 * tokenLifetime), AuthorizationTokenFile = AuthorizationFile }, cancellationToken);
    }

    /// <summary>Makes all that was handed out worthless: whoever asks again gets other keys.</summary>
    public void Revoke()
    {
        lock (_gate)
        {
            verifier.Revoke(_key.AccessKeyId);
            _key = RdsIamKey.Generate(withSessionToken: true);
            verifier.Add(_key);
            _endpoint!.Replace(_key);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null)
            await _endpoint.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
