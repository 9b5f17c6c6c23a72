namespace Playground.Orders;

/// <summary>What the service shows of the credential in use; a record of names, times and counts.</summary>
internal sealed record Credential(
    string Database,
    string Key,
    string? UserName,
    long Generation,
    string State,
    bool IsRejected,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? ExpiresAt,
    double? AgeSeconds,
    double? SecondsToExpiry,
    int Failures,
    DateTimeOffset? NextAttemptAt);
