namespace JitAccess.Testing;

/// <summary>A quota of requests: what is beyond it is answered with 429.</summary>
public sealed class VaultEmulatorRateLimit
{
    /// <summary>Gets or sets the path that it holds for, and all below it.</summary>
    /// <value>The default is empty: every path but those of <c>sys/health</c> and its like.</value>
    public string Path { get; set; } = "";

    /// <summary>Gets or sets how many requests are let through in an interval.</summary>
    /// <value>The default is 1; 0 lets none through.</value>
    public int Requests { get; set; } = 1;

    /// <summary>Gets or sets the interval.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets a value indicating whether answers carry <c>Retry-After</c> and <c>X-Ratelimit-*</c>; a server has to be told to.</summary>
    public bool SendsHeaders { get; set; }
}
