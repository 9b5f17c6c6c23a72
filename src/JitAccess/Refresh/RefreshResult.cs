namespace JitAccess.Refresh;

/// <summary>What a refresh obtained.</summary>
/// <param name="Snapshot">What is published.</param>
/// <param name="Kind">How it came about.</param>
/// <param name="Basis">The snapshot that it prolongs; <see langword="null"/> for a new credential.</param>
internal sealed record RefreshResult(JitCredentialSnapshot Snapshot, RefreshResultKind Kind, JitCredentialSnapshot? Basis);
