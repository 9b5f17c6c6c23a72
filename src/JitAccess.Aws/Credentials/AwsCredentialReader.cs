using Amazon.Runtime;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Credentials;

/// <summary>Reads keys and the expiry that belongs to them out of the SDK's credential objects.</summary>
/// <remarks>Not safe for concurrent calls; <see cref="AwsCredentialSource"/> makes one at a time.</remarks>
internal sealed class AwsCredentialReader(TimeSpan tokenLifetime, TimeProvider timeProvider)
{
    private const int MaxAttempts = 3;

    // With less left there is no time to notice and act; better to fail, and be seen to.
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(60);
    private TimeSpan _longestLife;
    private bool _knowsLife;

    public async Task<AwsSigningCredentials> ReadAsync(AWSCredentials credentials)
    {
        if (credentials is RefreshingAWSCredentials refreshing)
            return await ReadAsync(refreshing, MinimumLifetime()).ConfigureAwait(false);

        var keys = await credentials.GetCredentialsAsync().ConfigureAwait(false);
        return Create(keys, credentials.Expiration);
    }

    /// <summary>Returns the keys that the object still holds after it could not renew them, if they are good for a while.</summary>
    public async Task<AwsSigningCredentials?> ReadHeldAsync(RefreshingAWSCredentials credentials)
    {
        // Without an end they are none that an issuer renews.
        if (credentials.Expiration is not { } end || end.ToUniversalTime() - timeProvider.GetUtcNow() < ShortestRest)
            return null;

        try
        {
            return await ReadAsync(credentials, TimeSpan.Zero).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What counts is why they could not be renewed, and that the caller knows.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private async Task<AwsSigningCredentials> ReadAsync(RefreshingAWSCredentials credentials, TimeSpan minimumLifetime)
    {
        var keys = await credentials.GetCredentialsAsync(minimumLifetime).ConfigureAwait(false);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // Keys and expiry are two reads, and a refresh between them would pair old keys with the expiry of new ones. Asked for no
            // minimum, the SDK hands out what it has: the same keys again mean that the expiry read in between is theirs.
            var expiration = credentials.Expiration;
            var again = await credentials.GetCredentialsAsync(TimeSpan.Zero).ConfigureAwait(false);
            if (ReferenceEquals(keys, again))
            {
                var result = Create(keys, expiration);
                LearnLife(result);
                return result;
            }

            keys = again;
        }

        throw new JitProviderException(
            JitProviderErrorKind.Transient,
            $"The AWS credentials ({credentials.GetType().Name}) change faster than they can be read. Credentials that live less than "
            + $"the SDK's expiration buffer ({credentials.ExpirationBuffer}) can't be used; let their issuer give them a longer life.");
    }

    // Asked for more than the issuer ever gives (15-minute role sessions have 14 usable minutes), the SDK would go to STS at every call.
    // So no more than two thirds of the longest life seen is asked for; a shorter token is better than a throttled STS.
    private TimeSpan MinimumLifetime()
    {
        if (!_knowsLife || _longestLife >= tokenLifetime)
            return tokenLifetime;

        return _longestLife * 2 / 3;
    }

    private void LearnLife(AwsSigningCredentials credentials)
    {
        if (credentials.ExpiresAt is not { } expiresAt)
            return;

        var life = expiresAt - timeProvider.GetUtcNow();
        if (life > _longestLife)
            _longestLife = life;
        _knowsLife = true;
    }

    private static AwsSigningCredentials Create(ImmutableCredentials? keys, DateTime? expiration)
    {
        if (keys is null)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                "The AWS credentials are anonymous; a database token is signed with the keys of a role or user.");

        // credential_process without an expiry is given the end of time; for temporary keys that only means that nobody knows.
        DateTimeOffset? expiresAt = expiration is { } end && end.Year < DateTime.MaxValue.Year ? end.ToUniversalTime() : null;
        return new AwsSigningCredentials(keys.AccessKey, keys.SecretKey, keys.UseToken ? keys.Token : null, expiresAt);
    }
}
