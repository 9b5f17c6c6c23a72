namespace JitAccess;

/// <summary>Maps the address that a connection dials to the endpoint that its credential is for.</summary>
/// <remarks>
/// For tunnels, jump hosts and own DNS names: the credential is signed for <see cref="Token"/> and TLS verifies that name, so the mapping
/// needs no weaker TLS mode. It is a list of pairs rather than a dictionary because a colon separates configuration keys.
/// </remarks>
public sealed class JitTokenEndpoint
{
    /// <summary>Gets or sets the address in the connection string, as <c>host:port</c>.</summary>
    public string Connect { get; set; } = "";

    /// <summary>Gets or sets the endpoint that the credential is for, as <c>host:port</c>.</summary>
    public string Token { get; set; } = "";
}
