namespace JitAccess.Aws.Identity;

/// <summary>Where tokens of a workload come from.</summary>
internal interface IWebTokenSource
{
    /// <summary>Gets what its tokens are called in a chain.</summary>
    string Name { get; }

    /// <summary>Returns a token that is for whom it must be.</summary>
    /// <exception cref="JitProviderException">There is none.</exception>
    Task<WebToken> GetAsync(CancellationToken cancellationToken);
}
