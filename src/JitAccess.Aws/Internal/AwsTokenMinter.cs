using System.Runtime.CompilerServices;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Identity;
using JitAccess.Aws.Permissions;
using JitAccess.Aws.Signing;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Internal;

/// <summary>Mints tokens that do not outlive the credentials which sign them: what RDS and DSQL have in common.</summary>
internal sealed class AwsTokenMinter
{
    private readonly RdsTokenSigner _signer = new();

    // Beside the credentials and gone with them: a token's parts can't be had from it without taking it apart.
    private readonly ConditionalWeakTable<JitCredential, SigningFacts> _minted = [];
    private readonly AwsTokenService _service;
    private readonly IAwsKeySource _source;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly TimeSpan _tokenLifetime;
    private readonly PermissionGuard? _permissions;
    private AwsSigningCredentials? _lastUsed;

    public AwsTokenMinter(
        AwsTokenService service, string providerName, IAwsTokenOptions options, AwsIdentityOptions identity, AwsCredentialSources sources)
    {
        _service = service;
        _timeProvider = sources.TimeProvider;
        _tokenLifetime = options.TokenLifetime;
        _logger = sources.LoggerFactory.CreateLogger<AwsTokenMinter>();
        (_source, var origin, var session) = new AwsKeySources(sources, identity, providerName, options.Region, _tokenLifetime).Create();
        _permissions = sources.Permissions(identity, session);
        Identity = new AwsIdentity(
            providerName, origin, service == AwsTokenService.Dsql ? "dsql" : "rds-db", options.Region, session, _permissions?.MapHash);
    }

    public AwsIdentity Identity { get; }

    /// <exception cref="JitProviderException">The permission map does not allow it, or there are no credentials that could sign.</exception>
    public async ValueTask<JitCredential> MintAsync(JitCredentialRequest request, string region, CancellationToken cancellationToken)
    {
        // Before anybody is asked for keys: what is not allowed must cause nothing.
        var grant = _permissions is null ? null : await _permissions.RequireAsync(request, cancellationToken).ConfigureAwait(false);

        // A refused token may have been signed with keys that are no longer good, so nothing but new ones will do then.
        var credentials = await (request.Reason == JitRefreshReason.Invalidated
            ? _source.GetAfterRefusalAsync(Volatile.Read(ref _lastUsed), cancellationToken)
            : _source.GetRecentAsync(cancellationToken)).ConfigureAwait(false);

        Volatile.Write(ref _lastUsed, credentials);

        // After the wait, so that the token is as fresh as it claims. What is signed has no fractions of a second.
        var now = _timeProvider.GetUtcNow();
        var signedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var life = GetLifetime(credentials, now, signedAt, grant?.MaxLifetime);
        var token = Sign(credentials, request, region, signedAt, (int)life.TotalSeconds);
        var credential = new JitCredential(request.UserName!, token, request.RequestedAt, signedAt + life) { RestsOnStandingSecret = credentials.RestsOnLongLivedKey };
        IReadOnlyList<AwsChainLink> links =
            [.. credentials.Links, new AwsChainLink(_service == AwsTokenService.Dsql ? "DSQL token" : "RDS token", credential.ExpiresAt)];
        _minted.Add(credential, new SigningFacts(
            region, credentials.AccessKeyId, credentials.SessionToken is not null, credentials.ExpiresAt, token.Length,
            credentials.Links.Count == 0 ? null : AwsChain.Describe(links, now)));
        if (_logger.IsEnabled(LogLevel.Debug))
            Log.TokenSigned(_logger, request.DatabaseName, request.UserName!, credential.Id, AwsChain.Describe(links, now));
        if (grant is not null)
            _permissions!.Record(request, grant, credential);
        return credential;
    }

    /// <summary>Says why a token of this minter may have been refused; nothing of others' credentials.</summary>
    public JitRefusalDiagnosis? Diagnose(JitLoginRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return _minted.TryGetValue(refusal.Credential, out var facts)
            ? new AwsRefusalDiagnosis(_service, Identity, _source.Clock.Difference).Create(refusal, facts)
            : null;
    }

    /// <exception cref="JitProviderException">The request names no user.</exception>
    public void RequireUser(JitCredentialRequest request)
    {
        if (string.IsNullOrEmpty(request.UserName))
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"Database '{request.DatabaseName}' names no user, and {(_service == AwsTokenService.Dsql ? "a DSQL" : "an RDS")} token is for "
                + $"one. Set Username in the connection string or {JitDatabaseOptions.SectionName}:{request.DatabaseName}:"
                + $"{nameof(JitDatabaseOptions.UserName)}.");
    }

    private TimeSpan GetLifetime(AwsSigningCredentials credentials, DateTimeOffset now, DateTimeOffset signedAt, TimeSpan? allowed)
    {
        var life = allowed < _tokenLifetime ? allowed.Value : _tokenLifetime;
        if (credentials.HasUnknownExpiry && life > AwsTokenDefaults.UnknownExpiryLifetime)
            life = AwsTokenDefaults.UnknownExpiryLifetime;

        if (credentials.ExpiresAt is { } expiresAt)
        {
            if (expiresAt - now < TimeSpan.FromSeconds(1))
                throw new JitProviderException(
                    JitProviderErrorKind.Transient,
                    $"The AWS credentials that would sign the token end at {expiresAt:O}, and it is {now:O}: no token could "
                    + "outlive the login. Their issuer has not renewed them, or the clock of this machine is ahead."
                    + (credentials.Links.Count == 0 ? "" : $" They hang on: {AwsChain.Describe(credentials.Links, now)}."));

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
                _service, request.Endpoint.Host, request.Endpoint.Port, region, request.UserName!, signedAt, expiresInSeconds));
        }
        catch (ArgumentException exception)
        {
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured, $"Database '{request.DatabaseName}': {exception.Message}", exception);
        }
    }
}
