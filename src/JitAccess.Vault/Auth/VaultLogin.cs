using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Auth;

/// <summary>Gets a token of Vault's; called once for all that wait for it.</summary>
internal abstract class VaultLogin
{
    /// <summary>Gets how and where it logs in, for logs.</summary>
    public abstract string Description { get; }

    /// <summary>Returns a session.</summary>
    /// <param name="previous">The session so far; it is returned where there is no other token.</param>
    /// <param name="cancellationToken">Ends the attempt; it belongs to the provider, never to one caller.</param>
    /// <exception cref="JitProviderException">There is no token.</exception>
    public abstract Task<VaultSession> LoginAsync(VaultSession? previous, CancellationToken cancellationToken);

    /// <summary>Reads a life in seconds; 0 stands for no end.</summary>
    public static TimeSpan? LifeOf(long seconds) => seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    /// <exception cref="JitProviderException">The number of uses is limited.</exception>
    protected void RefuseLimitedUses(long uses)
    {
        if (uses > 0)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"The token of the login ({Description}) may be used {uses} times. Its leases would end with its last use; set token_num_uses to 0.");
    }
}
