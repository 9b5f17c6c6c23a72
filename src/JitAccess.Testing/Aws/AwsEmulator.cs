using JitAccess.Testing.Internal;
using JitAccess.Testing.Internal.Aws;
using JitAccess.Testing.Internal.Aws.IdentityCenter;
using JitAccess.Testing.Internal.Aws.Sts;
using JitAccess.Testing.Internal.Http;
using JitAccess.Testing.Internal.Oidc;
using JitAccess.Testing.Internal.Saml;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing;

/// <summary>Servers that speak the protocols of AWS STS and IAM Identity Center to unmodified AWS SDK clients, and issue credentials that are verified.</summary>
/// <remarks>
/// It refuses what AWS refuses, in the words of AWS as far as they are known. It keeps everything in memory, is administered by the process that
/// started it, and binds loopback or one named address: it is for tests and samples.
/// </remarks>
public sealed class AwsEmulator : IAsyncDisposable
{
    private const string Name = "AWS emulator";

    private readonly AwsState _state;
    private readonly IdentityCenterState _identityCenter;
    private readonly EmulatorSettings _settings;
    private int _disposed;

    private AwsEmulator(AwsEmulatorOptions options)
    {
        _settings = EmulatorSettings.Of("aws", options, options.LoggerFactory.CreateLogger<AwsEmulator>());
        _state = new AwsState(options.Region, options.TimeProvider, _settings.Logger);
        Region = options.Region;
        Sts = EmulatorEndpoint.Create(_settings, new StsService(_state));
        _identityCenter = new IdentityCenterState(_state);
        IdentityCenter = new AwsEmulatorIdentityCenter(
            _identityCenter,
            EmulatorEndpoint.Create(_settings, new OidcService(_identityCenter, () => IdentityCenter!.Oidc.Address)),
            EmulatorEndpoint.Create(_settings, new PortalService(_identityCenter)));
    }

    /// <summary>Gets the region of all services.</summary>
    public string Region { get; }

    /// <summary>Gets the file with the certificate of the authority that the servers' own is from; <see langword="null"/> with plain HTTP.</summary>
    public string? RootCertificatePath => _settings.Certificate?.RootPath;

    /// <summary>Gets that certificate as PEM; <see langword="null"/> with plain HTTP.</summary>
    public string? CertificatePem => _settings.Certificate?.RootPem;

    /// <summary>Gets STS.</summary>
    public EmulatorEndpoint Sts { get; }

    /// <summary>Gets or sets a value indicating whether a SAML response is good for one call only.</summary>
    /// <value>The default is <see langword="false"/>: as many as within five minutes of its issue, as tools that assume several roles rely on.</value>
    public bool RefusesSamlReplay
    {
        get => _state.RefusesSamlReplay;
        set => _state.RefusesSamlReplay = value;
    }

    /// <summary>Gets the instance of Identity Center, with its two services.</summary>
    public AwsEmulatorIdentityCenter IdentityCenter { get; }

    /// <summary>Starts an emulator; it answers when this returns.</summary>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException"><see cref="EmulatorOptions.ListenAddress"/> is "any".</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<AwsEmulator> StartAsync(AwsEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AwsEmulatorOptions();
        var emulator = new AwsEmulator(options);
        try
        {
            var port = options.Port;
            foreach (var endpoint in emulator.Endpoints)
                await endpoint.StartAsync(port == 0 ? 0 : port++, cancellationToken).ConfigureAwait(false);
            Log.EmulatorStarted(emulator._settings.Logger, Name, string.Join(", ", emulator.Endpoints.Select(static e => e.Address)));
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets the keys issued here log in where a verifier decides, each as the database users that its role allows, until it ends.</summary>
    /// <param name="verifier">The verifier, such as that of <see cref="RdsIamPostgres"/>.</param>
    public void AddDatabase(RdsIamTokenVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        _state.AddDatabase(verifier);
    }

    /// <summary>Creates a long-lived access key of a user.</summary>
    /// <param name="userArn">The user, such as <c>arn:aws:iam::123456789012:user/ci</c>.</param>
    /// <param name="databaseUserNames">The database users that it may log in as.</param>
    /// <exception cref="ArgumentException">It is no user's ARN.</exception>
    public RdsIamKey CreateAccessKey(string userArn, params IEnumerable<string> databaseUserNames)
    {
        ArgumentNullException.ThrowIfNull(userArn);
        ArgumentNullException.ThrowIfNull(databaseUserNames);
        var key = RdsIamKey.Generate(withSessionToken: false);
        _state.AddUser(AwsArn.Require(userArn, "user"), key, [.. databaseUserNames]);
        return key;
    }

    /// <summary>Creates a role, or changes what holds for sessions from now on.</summary>
    /// <param name="arn">The role, such as <c>arn:aws:iam::123456789012:role/orders</c>.</param>
    /// <param name="role">What it is like.</param>
    /// <exception cref="ArgumentException">It is no role's ARN.</exception>
    public void WriteRole(string arn, AwsEmulatorRole role)
    {
        ArgumentNullException.ThrowIfNull(arn);
        ArgumentNullException.ThrowIfNull(role);
        _state.WriteRole(AwsArn.Require(arn, "role"), role);
    }

    /// <summary>Deletes a role; nobody may assume it any more, and its sessions live on.</summary>
    /// <param name="arn">The role.</param>
    public void DeleteRole(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        _state.DeleteRole(arn);
    }

    /// <summary>Denies everything to the sessions of a role that were issued until now, as the console's "revoke active sessions" does.</summary>
    /// <remarks>New logins with their tokens are refused; database sessions that are open stay open.</remarks>
    /// <param name="roleArn">The role.</param>
    public void RevokeSessions(string roleArn)
    {
        ArgumentNullException.ThrowIfNull(roleArn);
        _state.DenySessions(roleArn);
    }

    /// <summary>Makes an account trust an OpenID Connect issuer, whose keys are fetched from where its discovery document says.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="issuer">The issuer exactly as its tokens name it: https, or on loopback.</param>
    /// <param name="clientIds">The audiences that are accepted.</param>
    /// <param name="rootCertificatePem">The authority of the issuer's certificate; <see langword="null"/> for those of the system.</param>
    /// <returns>The provider's ARN.</returns>
    /// <exception cref="ArgumentException">The issuer is neither https nor on loopback, or the account trusts it already.</exception>
    public string AddOidcProvider(string accountId, Uri issuer, IEnumerable<string> clientIds, string? rootCertificatePem = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(accountId);
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(clientIds);
        var verifier = new IdentityTokenVerifier(issuer, rootCertificatePem, _state.Time);
        var arn = AwsArn.Require($"arn:aws:iam::{accountId}:oidc-provider/{issuer.Authority}{issuer.AbsolutePath.TrimEnd('/')}", "oidc-provider");
        _state.AddOidcProvider(new OidcProvider(arn.Text, accountId, [.. clientIds], verifier));
        return arn.Text;
    }

    /// <summary>Makes an account trust a SAML identity provider, or changes by which certificates.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="metadata">The provider's metadata, whose signing certificates are all trusted.</param>
    /// <returns>The provider's ARN.</returns>
    /// <exception cref="ArgumentException">The metadata is that of no identity provider with a signing certificate.</exception>
    public string WriteSamlProvider(string accountId, string name, string metadata)
    {
        ArgumentException.ThrowIfNullOrEmpty(accountId);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(metadata);
        var arn = AwsArn.Require($"arn:aws:iam::{accountId}:saml-provider/{name}", "saml-provider");
        _state.WriteSamlProvider(new SamlProvider(arn, SamlMetadata.Parse(metadata)));
        return arn.Text;
    }

    /// <summary>Stops the servers.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (var endpoint in Endpoints)
            await endpoint.DisposeAsync().ConfigureAwait(false);
        _identityCenter.Dispose();
        _state.Dispose();
        _settings.Certificate?.Dispose();
        Log.EmulatorStopped(_settings.Logger, Name);
    }

    private IReadOnlyList<EmulatorEndpoint> Endpoints => [Sts, IdentityCenter.Oidc, IdentityCenter.Portal];
}
