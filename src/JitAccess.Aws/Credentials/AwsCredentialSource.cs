using Amazon.Runtime;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Credentials;

/// <summary>Gets the keys that sign; concurrent callers share one call to the SDK.</summary>
/// <remarks>The SDK's calls can't be cancelled. So a call runs detached, on the pool because parts of the SDK block, and a caller's token
/// ends only its own wait. The SDK's objects are the cache; an answer is good for others for seconds only.</remarks>
internal sealed class AwsCredentialSource(
    AwsCredentialOrigin origin, TimeSpan tokenLifetime, bool allowConfiguredEndpointUrls, TimeProvider timeProvider, AwsClock clock) : IAwsKeySource
{
    // Long enough for a line of thousands, and nothing beside the life of a token.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly AwsCredentialReader _reader = new(tokenLifetime, timeProvider);
    private Task<AwsSigningCredentials>? _flight;
    private long _answeredAt;
    private InstanceRoleCredentials? _instanceRole;
    private bool _hasSucceeded;

    /// <summary>Gets what is known of AWS' clock.</summary>
    public AwsClock Clock => clock;

    /// <summary>Asks, or joins the call that is under way.</summary>
    /// <exception cref="JitProviderException">There are no usable credentials.</exception>
    public Task<AwsSigningCredentials> GetAsync(CancellationToken cancellationToken) => GetAsync(acceptsRecent: false, cancellationToken);

    /// <inheritdoc />
    public Task<AwsSigningCredentials> GetAfterRefusalAsync(AwsSigningCredentials? refused, CancellationToken cancellationToken) =>
        GetAsync(cancellationToken);

    /// <summary>Returns what another database was given a moment ago, if it still outlives a whole token; else asks.</summary>
    /// <remarks>Databases that refresh together do not all call together: engines pass a limit of concurrent calls in groups, and each group
    /// would ask anew.</remarks>
    /// <exception cref="JitProviderException">There are no usable credentials.</exception>
    public Task<AwsSigningCredentials> GetRecentAsync(CancellationToken cancellationToken) => GetAsync(acceptsRecent: true, cancellationToken);

    private Task<AwsSigningCredentials> GetAsync(bool acceptsRecent, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_flight is null || (_flight.IsCompleted && !(acceptsRecent && IsRecent(_flight))))
            {
                _flight = Task.Run(AnswerAsync, CancellationToken.None);
                // All waiters may have left when it fails; somebody has to look at the exception.
                _ = _flight.ContinueWith(
                    static flight => flight.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }

            return _flight.WaitAsync(cancellationToken);
        }
    }

    private bool IsRecent(Task<AwsSigningCredentials> flight)
    {
        if (!flight.IsCompletedSuccessfully || timeProvider.GetElapsedTime(_answeredAt) >= Recent)
            return false;
#pragma warning disable RS0030 // It has completed.
        return flight.Result.ExpiresAt is not { } end || end - timeProvider.GetUtcNow() >= tokenLifetime;
#pragma warning restore RS0030
    }

    private async Task<AwsSigningCredentials> AnswerAsync()
    {
        var credentials = await ReadAsync().ConfigureAwait(false);
        _answeredAt = timeProvider.GetTimestamp(); // before the call ends: who finds it ended reads this
        return credentials;
    }

    private async Task<AwsSigningCredentials> ReadAsync()
    {
        AWSCredentials? credentials = null;
        try
        {
            credentials = await origin.ResolveAsync().ConfigureAwait(false);
            if (InstanceRoleCredentials.AreMeantBy(credentials))
                credentials = _instanceRole ??= new InstanceRoleCredentials();
            if (!allowConfiguredEndpointUrls)
                ConfiguredEndpointUrls.ThrowIfUsedBy(credentials);

            var result = await _reader.ReadAsync(credentials).ConfigureAwait(false);
            _hasSucceeded = true;
            ObserveClock(credentials);
            return result;
        }
        catch (Exception exception) when (exception is not JitProviderException)
        {
            if (credentials is not null)
                ObserveClock(credentials); // such as of keys that have "already ended"
            var error = AwsCredentialErrors.Map(exception, origin, credentials, _hasSucceeded, timeProvider.GetUtcNow());

            // The issuer is away, but what it gave last may be good for a while: a shorter token is better than none.
            if (error.Kind == JitProviderErrorKind.Transient && credentials is RefreshingAWSCredentials held
                && await _reader.ReadHeldAsync(held).ConfigureAwait(false) is { } rest)
                return rest;
            throw error;
        }
    }

    private void ObserveClock(AWSCredentials credentials)
    {
        try
        {
            clock.Observe(credentials);
        }
#pragma warning disable CA1031 // That nobody can say where keys come from must not cost them.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
