namespace JitAccess;

/// <summary>What the databases of a provider ask of their sessions, in terms of no driver.</summary>
/// <remarks>A default each: what the connection string says wins, and what is <see langword="null"/> is left to the driver.</remarks>
public sealed record JitSessionDefaults
{
    /// <summary>Gets the defaults of a database that asks nothing.</summary>
    public static JitSessionDefaults None { get; } = new();

    /// <summary>Gets the longest life of a session; the server ends older ones.</summary>
    /// <remarks>Lifetimes are drawn per data source, so that pools don't reconnect together; none is drawn above this one.</remarks>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>Gets the most sessions of one pool.</summary>
    public int? MaxPoolSize { get; init; }

    /// <summary>Gets whether the server can reset a session that returns to the pool.</summary>
    public bool? ResetOnReturn { get; init; }

    /// <summary>Gets whether sessions may take part in ambient, distributed transactions.</summary>
    public bool? Enlist { get; init; }

    /// <summary>Gets whether the server takes TLS at once, without being asked for it first: one round trip less.</summary>
    public bool? DirectTls { get; init; }
}
