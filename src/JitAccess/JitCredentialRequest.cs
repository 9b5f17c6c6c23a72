namespace JitAccess;

/// <summary>Says what a credential is minted for.</summary>
public sealed record JitCredentialRequest
{
    /// <summary>Gets the name under which the database is registered, such as <c>orders</c>.</summary>
    public required string DatabaseName { get; init; }

    /// <summary>Gets the host and port that the credential is for; where a token endpoint is configured, that one.</summary>
    public required JitEndpoint Endpoint { get; init; }

    /// <summary>Gets the user to log in as, or <see langword="null"/> where the issuer chooses the name.</summary>
    public string? UserName { get; init; }

    /// <summary>Gets the time just before the provider was called: the issue time of what it returns.</summary>
    /// <remarks>A relative life is added to this time, so that neither clock skew nor the length of the call can stretch it.</remarks>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Gets why the engine asks.</summary>
    public JitRefreshReason Reason { get; init; }
}
