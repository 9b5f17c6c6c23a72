namespace JitAccess.Internal;

/// <summary>One address that connections dial, and where its credential comes from.</summary>
/// <param name="Connect">The address in the connection string.</param>
/// <param name="Token">The endpoint that the credential is for and whose name TLS verifies.</param>
/// <param name="Engine">What serves the credential.</param>
internal sealed record ConnectionRoute(JitEndpoint Connect, JitEndpoint Token, JitCredentialEngine Engine)
{
    /// <summary>Gets what is known of logins by this address that went well.</summary>
    public AcceptedLogins Accepted { get; } = new();
}
