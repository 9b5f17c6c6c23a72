using JitAccess.Vault.Internal;
using JitAccess.Vault.Sessions;
using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Http;

/// <summary>Tells of requests that may have created a database user whose name nobody learned, and keeps them few.</summary>
/// <remarks>Three in a row are free: a connection breaks now and then. Afterwards each may leave a user behind that lives as long as its lease.</remarks>
internal sealed class LostAnswers(VaultMetrics metrics, TimeProvider time, ILogger logger)
{
    private const int Free = 3;
    private const int MaxDoublings = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private int _inARow;
    private TimeSpan _next;

    /// <summary>Gets a value indicating whether the last answer to such a request was lost.</summary>
    public bool WasLast => Volatile.Read(ref _inARow) > 0;

    /// <exception cref="JitProviderException">So many were lost one after the other that the next has to wait.</exception>
    public void ThrowIfTooMany(string database, string address)
    {
        lock (_gate)
            if (_inARow >= Free && _next - time.Uptime() is { Ticks: > 0 } left)
                throw new JitProviderException(
                    JitProviderErrorKind.Transient,
                    $"Vault at {address} was asked {_inARow} times for a user of database '{database}', and each answer was lost. Each may have left a user "
                    + $"behind, so the next request waits {left.TotalSeconds:0} s. Find out what cuts the connections to Vault, or, where it is slow, raise "
                    + $"{nameof(VaultOptions.RequestTimeout)} and Refresh:FlightTimeout.",
                    retryAfter: left);
    }

    public void Report(VaultCall call, string address)
    {
        if (call.CreatesUserFor is not { } database)
            return;
        lock (_gate)
        {
            _inARow++;
            if (_inARow >= Free)
                _next = time.Uptime() + (FirstPause * Math.Pow(2, Math.Min(_inARow - Free, MaxDoublings)));
        }

        metrics.PossibleOrphan(database);
        Log.PossibleOrphan(logger, database, address, call.Path);
    }

    /// <summary>Takes note of a user whose name arrived.</summary>
    public void Learned()
    {
        lock (_gate)
            _inARow = 0;
    }
}
