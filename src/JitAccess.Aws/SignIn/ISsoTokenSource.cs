namespace JitAccess.Aws.SignIn;

/// <summary>Where access tokens of Identity Center come from.</summary>
internal interface ISsoTokenSource
{
    /// <summary>Returns an access token that has not ended.</summary>
    /// <param name="refused">One that the portal did not take: it is not returned again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JitProviderException">Nobody is signed in.</exception>
    Task<SsoToken> GetAsync(SsoToken? refused, CancellationToken cancellationToken);
}
