using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>A Vault Agent or Proxy with its cache in front of the server, with the habits that make such a cache treacherous.</summary>
/// <remarks>
/// A cached answer repeats the <c>lease_duration</c> of the first, and only <c>Age</c> tells the truth. A lease that is revoked past the agent, or
/// that was renewed through it before, is served on until its time is over or <c>POST /agent/v1/cache-clear</c> names it.
/// </remarks>
public sealed class VaultEmulatorAgent
{
    private readonly VaultEmulatorSecret? _autoAuthToken;

    /// <summary>Initializes an agent with an empty cache.</summary>
    /// <param name="autoAuthToken">The token that it lends to requests without one; <see langword="null"/> for none.</param>
    public VaultEmulatorAgent(VaultEmulatorSecret? autoAuthToken = null) => _autoAuthToken = autoAuthToken;

    internal AgentCache Cache { get; } = new();

    internal string RevealToken() => _autoAuthToken?.RevealValue() ?? "";
}
