namespace JitAccess;

/// <summary>The state of one engine at one moment; it holds no secret.</summary>
/// <param name="Key">Which credential it is about.</param>
/// <param name="State">How far the credential is in its life.</param>
/// <param name="IsRejected">Whether the database has refused the current credential.</param>
/// <param name="Generation">The current credential's number, from 1; 0 before the first.</param>
/// <param name="IssuedAt">When the current credential was asked for.</param>
/// <param name="ExpiresAt">When the engine stops serving it.</param>
/// <param name="Failures">How many refreshes have failed in a row.</param>
/// <param name="NextAttemptAt">When the next refresh may begin after failures.</param>
public sealed record JitEngineStatus(
    JitCredentialKey Key,
    JitEngineState State,
    bool IsRejected,
    long Generation,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? ExpiresAt,
    int Failures,
    DateTimeOffset? NextAttemptAt);
