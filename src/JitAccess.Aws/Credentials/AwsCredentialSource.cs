using Amazon.Runtime;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Credentials;

/// <summary>Gets the keys that sign; concurrent callers share one call to the SDK.</summary>
/// <remarks>The SDK's calls can't be cancelled. So a call runs detached, on the pool because parts of the SDK block, and a caller's token
/// ends only its own wait. Nothing is kept: the SDK's objects are the cache.</remarks>
internal sealed class AwsCredentialSource(
    AwsCredentialOrigin origin, TimeSpan tokenLifetime, bool allowConfiguredEndpointUrls, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly AwsCredentialReader _reader = new(tokenLifetime, timeProvider);
    private Task<AwsSigningCredentials>? _flight;
    private InstanceRoleCredentials? _instanceRole;
    private bool _hasSucceeded;

    /// <exception cref="JitProviderException">There are no usable credentials.</exception>
    public Task<AwsSigningCredentials> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_flight is null or { IsCompleted: true })
            {
                _flight = Task.Run(ReadAsync, CancellationToken.None);
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
            return result;
        }
        catch (Exception exception) when (exception is not JitProviderException)
        {
            var error = AwsCredentialErrors.Map(exception, origin, credentials, _hasSucceeded, timeProvider.GetUtcNow());

            // The issuer is away, but what it gave last may be good for a while: a shorter token is better than none.
            if (error.Kind == JitProviderErrorKind.Transient && credentials is RefreshingAWSCredentials held
                && await _reader.ReadHeldAsync(held).ConfigureAwait(false) is { } rest)
                return rest;
            throw error;
        }
    }
}
