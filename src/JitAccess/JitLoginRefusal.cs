namespace JitAccess;

/// <summary>What a client knows about a login that the database refused.</summary>
public sealed record JitLoginRefusal
{
    /// <summary>Gets the credential that was sent.</summary>
    public required JitCredential Credential { get; init; }

    /// <summary>Gets the address that was dialled.</summary>
    public required JitEndpoint Connect { get; init; }

    /// <summary>Gets the endpoint that the credential was minted for.</summary>
    public required JitEndpoint Token { get; init; }

    /// <summary>Gets the time of the refusal by this machine's clock.</summary>
    public required DateTimeOffset RefusedAt { get; init; }

    /// <summary>Gets how many logins of the database began within a second.</summary>
    public required int OpensPerSecond { get; init; }

    /// <summary>Gets the greatest age at which this very credential was accepted, or <see langword="null"/> if it never was.</summary>
    public TimeSpan? AcceptedAtAge { get; init; }

    /// <summary>Gets the age of the credential at the refusal.</summary>
    public TimeSpan Age => RefusedAt - Credential.IssuedAt;
}
