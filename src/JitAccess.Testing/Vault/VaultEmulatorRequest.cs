namespace JitAccess.Testing;

/// <summary>A request that came in: never its header, body or lease id.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path after <c>/v1/</c>, with the namespace of the header in front; the id of a lease in it is left out.</param>
/// <param name="Status">The status of the answer; 0 while it is not known.</param>
/// <param name="At">When it came in.</param>
public sealed record VaultEmulatorRequest(string Method, string Path, int Status, DateTimeOffset At);
