namespace JitAccess.Refresh;

/// <summary>What the engines of one process share at one issuer, so that ten thousand of them do not ask it at the same instant.</summary>
internal sealed class IssuerLimits
{
    private const int PlaceCount = 16;

    /// <summary>Gets the places for concurrent calls.</summary>
    public SemaphoreSlim Places { get; } = new(PlaceCount);

    /// <summary>Gets the pace of database users; credentials that leave nothing behind at a database need none.</summary>
    public MintPace Pace { get; } = new();
}
