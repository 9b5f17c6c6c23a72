using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;
using JitAccess.Aws.Signing;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Identity;

/// <summary>Hands on the keys of a source unless they are the access key of a user, which nothing ends.</summary>
/// <param name="source">The first source of a chain: what hangs on a long-lived key is refused with it.</param>
/// <param name="provider">Whose tokens they sign, for the log.</param>
/// <param name="allowedBecause">Why such keys may be used all the same, or <see langword="null"/>.</param>
/// <param name="logger">Where their use is told.</param>
internal sealed class LongLivedKeyGuard(IAwsKeySource source, string provider, string? allowedBecause, ILogger logger) : IAwsKeySource
{
    private int _isTold;

    public AwsClock Clock => source.Clock;

    public async Task<AwsSigningCredentials> GetRecentAsync(CancellationToken cancellationToken) =>
        Judged(await source.GetRecentAsync(cancellationToken).ConfigureAwait(false));

    public async Task<AwsSigningCredentials> GetAfterRefusalAsync(AwsSigningCredentials? refused, CancellationToken cancellationToken) =>
        Judged(await source.GetAfterRefusalAsync(refused, cancellationToken).ConfigureAwait(false));

    private AwsSigningCredentials Judged(AwsSigningCredentials keys)
    {
        if (!keys.IsLongLived)
            return keys;
        if (allowedBecause is null)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"The AWS credentials are the long-lived access key {keys.AccessKeyId} of a user, and outside Development none is signed with. "
                + "Sign in by UseIdentityCenter(), UseWebIdentity() or UseSaml(), or attach a role; where it must be for now, call AllowLongLivedKeys(reason) in code.");

        if (Interlocked.Exchange(ref _isTold, 1) == 0)
            Log.LongLivedKeyUsed(logger, provider, keys.AccessKeyId, allowedBecause);
        return keys;
    }
}
