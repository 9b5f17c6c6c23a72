using JitAccess.Vault.Internal;
using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Http;

/// <summary>Tells of requests that may have created a database user whose name nobody learned.</summary>
internal sealed class LostAnswers(VaultMetrics metrics, ILogger logger)
{
    public void Report(VaultCall call, string address)
    {
        if (call.CreatesUserFor is not { } database)
            return;
        metrics.PossibleOrphan(database);
        Log.PossibleOrphan(logger, database, address, call.Path);
    }
}
