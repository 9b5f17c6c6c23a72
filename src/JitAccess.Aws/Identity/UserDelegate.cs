namespace JitAccess.Aws.Identity;

/// <summary>Calls what the application gave to bring a token.</summary>
internal static class UserDelegate
{
    /// <exception cref="JitProviderException">It threw.</exception>
    public static async Task<string> CallAsync(Func<CancellationToken, ValueTask<string>> provide, string method, CancellationToken cancellationToken)
    {
        try
        {
            return await provide(cancellationToken).ConfigureAwait(false) ?? "";
        }
        catch (Exception e) when (e is not JitAccessException && !cancellationToken.IsCancellationRequested)
        {
            throw new JitProviderException(
                JitProviderErrorKind.Transient, $"The delegate of {method} failed with {e.GetType().Name}; see the inner exception.", e);
        }
    }
}
