namespace Playground.Orders;

/// <summary>What the service shows of the credential in use.</summary>
internal sealed record Credential(long Generation, string? UserName, double? AgeSeconds, double? SecondsToExpiry);
