using System.Security.Cryptography.X509Certificates;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws;

/// <summary>Mints IAM tokens for RDS, Aurora and RDS Proxy.</summary>
/// <remarks>A token is signed locally, for one host, port, region and user; AWS is asked only for the credentials that sign. It never
/// outlives them.</remarks>
public sealed class RdsIamCredentialProvider : IJitCredentialProvider
{
    private readonly RdsTokenSigner _signer = new();
    private readonly AwsCredentialSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly RdsEndpointRules _rules;
    private readonly TimeSpan _tokenLifetime;

    /// <summary>Initializes a provider.</summary>
    /// <param name="options">The settings; they are read once.</param>
    /// <param name="timeProvider">The clock; the system's if <see langword="null"/>.</param>
    /// <exception cref="JitConfigurationException">The settings are invalid.</exception>
    public RdsIamCredentialProvider(RdsIamOptions options, TimeProvider? timeProvider = null)
        : this(options, timeProvider, RdsIamFlavor.Rds)
    {
    }

    internal RdsIamCredentialProvider(RdsIamOptions options, TimeProvider? timeProvider, RdsIamFlavor flavor)
    {
        ArgumentNullException.ThrowIfNull(options);
        RdsIamOptionsGuard.ThrowIfInvalid(options);

        var origin = options switch
        {
            { Credentials: { } credentials } => AwsCredentialOrigin.FromInstance(credentials),
            { Profile: { } profile } => AwsCredentialOrigin.FromProfile(profile),
            _ => AwsCredentialOrigin.DefaultChain,
        };
        _timeProvider = timeProvider ?? TimeProvider.System;
        _tokenLifetime = options.TokenLifetime;
        _rules = new RdsEndpointRules(flavor, options.Region);
        _source = new AwsCredentialSource(origin, _tokenLifetime, options.AllowConfiguredEndpointUrls, _timeProvider);
        Identity = new AwsIdentity(flavor.ProviderName, origin, "rds-db", options.Region);
    }

    /// <inheritdoc />
    public JitProviderIdentity Identity { get; }

    /// <inheritdoc />
    public JitCredentialScope Scope => JitCredentialScope.PerEndpoint;

    /// <inheritdoc />
    public bool RotatesUserName => false;

    /// <inheritdoc />
    public JitPasswordExchange PasswordExchange => JitPasswordExchange.ClearTextInsideTls;

    /// <summary>Gets the RDS roots for instances and clusters, and <see langword="null"/> for everything else: RDS Proxy has a certificate
    /// that systems trust.</summary>
    /// <inheritdoc />
    public X509Certificate2Collection? GetTrustRoots(string host) =>
        RdsEndpointRules.HasRdsCertificate(AwsDatabaseEndpoint.Parse(host).Kind) ? RdsTrustRoots.Load() : null;

    /// <inheritdoc />
    public async ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrEmpty(request.UserName))
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"Database '{request.DatabaseName}' names no user, and an RDS token is signed for one. Set Username in the connection "
                + $"string or {JitDatabaseOptions.SectionName}:{request.DatabaseName}:{nameof(JitDatabaseOptions.UserName)}.");

        var region = _rules.GetRegion(request);
        var credentials = await _source.GetAsync(cancellationToken).ConfigureAwait(false);

        // After the wait, so that the token is as fresh as it claims. What is signed has no fractions of a second.
        var now = _timeProvider.GetUtcNow();
        var signedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var life = GetLifetime(credentials, now, signedAt);
        var token = Sign(credentials, request, region, signedAt, (int)life.TotalSeconds);
        return new JitCredential(request.UserName, token, request.RequestedAt, signedAt + life);
    }

    private TimeSpan GetLifetime(AwsSigningCredentials credentials, DateTimeOffset now, DateTimeOffset signedAt)
    {
        var life = _tokenLifetime;
        if (credentials.HasUnknownExpiry && life > RdsIamDefaults.UnknownExpiryLifetime)
            life = RdsIamDefaults.UnknownExpiryLifetime;

        if (credentials.ExpiresAt is { } expiresAt)
        {
            if (expiresAt - now < TimeSpan.FromSeconds(1))
                throw new JitProviderException(
                    JitProviderErrorKind.Transient,
                    $"The AWS credentials that would sign the token end at {expiresAt:O}, and it is {now:O}: no token could "
                    + "outlive the login. Their issuer has not renewed them, or the clock of this machine is ahead.");

            if (expiresAt - signedAt < life)
                life = expiresAt - signedAt;
        }

        return TimeSpan.FromSeconds(Math.Floor(life.TotalSeconds));
    }

    private string Sign(
        AwsSigningCredentials credentials, JitCredentialRequest request, string region, DateTimeOffset signedAt, int expiresInSeconds)
    {
        try
        {
            return _signer.Sign(credentials, new AwsTokenRequest(
                AwsTokenService.Rds, request.Endpoint.Host, request.Endpoint.Port, region, request.UserName!, signedAt, expiresInSeconds));
        }
        catch (ArgumentException exception)
        {
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured, $"Database '{request.DatabaseName}': {exception.Message}", exception);
        }
    }
}
