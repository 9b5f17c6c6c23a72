using System.Diagnostics;
using Playground.Databases;
using Playground.Issuers;

namespace Playground.Orders;

/// <summary>What the service has left behind at the issuer and in the database after it has stopped.</summary>
internal sealed record Remains(IReadOnlyList<(string What, long Count)> Counts)
{
    // Vault drops users after it has answered, and PostgreSQL notices a moment later that a client is gone.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public bool IsNothing => Counts.All(static c => c.Count == 0);

    public static async Task<Remains> CountAsync(Database database, Issuer issuer)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var sessions = await database.CountAsync(Database.Sessions);
            var remains = new Remains([.. await issuer.CountRemainsAsync(database), ("sessions", sessions)]);
            if (remains.IsNothing || clock.Elapsed > Limit)
                return remains;
            await Task.Delay(Pause);
        }
    }

    public override string ToString() => string.Join(", ", Counts.Select(static c => $"{c.Count} {c.What}"));
}
