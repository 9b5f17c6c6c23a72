namespace JitAccess.IntegrationTests;

/// <summary>What is wrong with something that stands between a client and its server.</summary>
internal sealed record RelayFaults
{
    /// <summary>Gets a value indicating whether TLS ends here, and the server is dialled in clear text.</summary>
    public bool EndsTls { get; init; }

    /// <summary>Gets a value indicating whether it asks for the credential itself before it dials the server, as poolers do.</summary>
    public bool AsksForTheCredential { get; init; }

    /// <summary>Gets the length that credentials are cut to, or <see langword="null"/>.</summary>
    public int? CutsCredentialsTo { get; init; }
}
