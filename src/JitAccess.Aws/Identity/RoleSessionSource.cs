using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Identity;

/// <summary>The sessions of one role, kept by a refresh engine: one call at a time, early refresh, backoff; for all databases together.</summary>
internal sealed class RoleSessionSource : IAwsKeySource, IAsyncDisposable
{
    // What the engine calls the database that a credential belongs to: a session belongs to all that sign with it.
    private const string AllDatabases = "aws";

    // AWS denies sessions that are older than a revocation. One that had just begun when its token was refused is not to blame; were it
    // replaced, a database that refuses everybody would have a whole fleet ask AWS at every login.
    private static readonly TimeSpan LeastAgeToReplace = TimeSpan.FromMinutes(1);

    // What is made with a session ends with it. One that is about to be replaced would make short tokens, and short sessions of the next role.
    private static readonly TimeSpan Whole = AwsSessionDefaults.MaxSessionDuration;

    private readonly RoleSessionProvider _provider;
    private readonly TimeProvider _time;

    public RoleSessionSource(RoleSessionIssuer issuer, JitRefreshOptions? refresh, JitRuntime runtime, AwsClock clock)
    {
        Clock = clock;
        _time = runtime.TimeProvider;
        _provider = new RoleSessionProvider(issuer);
        Engine = new JitCredentialEngine(
            _provider,
            new JitCredentialRequest { DatabaseName = AllDatabases, Endpoint = new JitEndpoint(issuer.Endpoint.IdnHost, issuer.Endpoint.Port) },
            refresh,
            runtime);
    }

    public AwsClock Clock { get; }

    internal JitCredentialEngine Engine { get; }

    public async Task<AwsSigningCredentials> GetRecentAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _provider.SessionOf((await Engine.GetLastingCredentialAsync(Whole, cancellationToken).ConfigureAwait(false)).Credential);
        }
        catch (JitCredentialException e)
        {
            throw Unwrapped(e);
        }
    }

    public Task<AwsSigningCredentials> GetAfterRefusalAsync(AwsSigningCredentials? refused, CancellationToken cancellationToken)
    {
        if (Engine.Current is { } current && _provider.SessionOf(current.Credential) == refused
            && _time.GetUtcNow() - current.IssuedAt >= LeastAgeToReplace)
            Engine.Invalidate(current);
        return GetRecentAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    /// <summary>Returns what the issuer said, in its own words and once, with the engine's advice when to come back.</summary>
    private JitProviderException Unwrapped(JitCredentialException exception)
    {
        var cause = exception.InnerException as JitProviderException;
        var wait = exception.NextAttemptAt - _time.GetUtcNow();
        return new JitProviderException(
            cause?.Kind ?? JitProviderErrorKind.Transient, cause?.Message ?? exception.Message, cause is null ? exception : cause.InnerException,
            cause?.RetryAfter ?? wait);
    }
}
