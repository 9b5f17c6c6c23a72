using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Credentials;

/// <summary>Where the keys that sign come from.</summary>
internal interface IAwsKeySource
{
    /// <summary>Gets what is known of AWS' clock.</summary>
    AwsClock Clock { get; }

    /// <summary>Returns keys; those that others were given a moment ago will do.</summary>
    /// <exception cref="JitProviderException">There are none that are usable.</exception>
    Task<AwsSigningCredentials> GetRecentAsync(CancellationToken cancellationToken);

    /// <summary>Returns keys after a token that was signed by earlier ones was refused.</summary>
    /// <param name="refused">Those that signed it, if they are known.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <exception cref="JitProviderException">There are none that are usable.</exception>
    Task<AwsSigningCredentials> GetAfterRefusalAsync(AwsSigningCredentials? refused, CancellationToken cancellationToken);
}
