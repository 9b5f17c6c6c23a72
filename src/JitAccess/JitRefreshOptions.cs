using System.ComponentModel.DataAnnotations;
using JitAccess.Internal;

namespace JitAccess;

/// <summary>Tunes when credentials are refreshed. The defaults suit RDS tokens and Vault leases alike.</summary>
/// <remarks>The windows themselves scale with each credential's life and can't be set: a fixed window longer than a life refreshes for ever.</remarks>
public sealed class JitRefreshOptions
{
    /// <summary>Gets or sets a cap on a credential's life, counted from its issue.</summary>
    /// <value>The default is <see langword="null"/>: the issuer's expiry decides. At least 5 seconds.</value>
    [TimeSpanRange("00:00:05", "365.00:00:00")]
    public TimeSpan? MaxLifetime { get; set; }

    /// <summary>Gets or sets how long one refresh may take, its retries included.</summary>
    /// <value>The default is 15 seconds. For a credential whose early window is shorter than this, that window is the limit.</value>
    [TimeSpanRange("00:00:00.1", "00:05:00")]
    public TimeSpan FlightTimeout { get; set; } = JitRefreshDefaults.FlightTimeout;

    /// <summary>Gets or sets how many more times a refresh asks after a transient failure.</summary>
    /// <value>The default is 2.</value>
    [Range(0, 10)]
    public int TransientRetries { get; set; } = JitRefreshDefaults.TransientRetries;

    /// <summary>Gets or sets how long an old leased credential stays valid after a rotation before anything is revoked.</summary>
    /// <value>The default is 15 seconds, Npgsql's connection timeout: an open that sent the old name must be able to finish.</value>
    [TimeSpanRange("00:00:00", "00:10:00")]
    public TimeSpan SettleTime { get; set; } = JitRefreshDefaults.SettleTime;

    /// <summary>Gets or sets how long a rotation waits for sessions of the old user to end before it revokes the lease.</summary>
    /// <value>The default is 30 seconds.</value>
    [TimeSpanRange("00:00:00", "01:00:00")]
    public TimeSpan DrainTime { get; set; } = JitRefreshDefaults.DrainTime;

    /// <summary>Returns what an engine keeps: options are read once, whatever becomes of the object they came in.</summary>
    internal JitRefreshOptions Copy() => (JitRefreshOptions)MemberwiseClone();
}
