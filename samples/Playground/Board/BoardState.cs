namespace Playground.Board;

/// <summary>Everything that the page shows but the event log, at one moment.</summary>
/// <param name="Now">The moment, by the Playground's clock: ages are counted from it, not from the browser's.</param>
/// <param name="Credentials">One for each database and endpoint.</param>
/// <param name="Refreshes">Refreshes.</param>
/// <param name="Ages">The ages at use.</param>
/// <param name="Sessions">Live sessions by generation; <see langword="null"/> while the server does not answer.</param>
/// <param name="Traffic">Orders.</param>
/// <param name="Issuer">The issuer.</param>
internal sealed record BoardState(
    DateTimeOffset Now,
    IReadOnlyList<CredentialState> Credentials,
    RefreshState Refreshes,
    AgeState Ages,
    IReadOnlyList<SessionCount>? Sessions,
    TrafficState Traffic,
    IssuerState Issuer);
