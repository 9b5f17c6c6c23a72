using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JitAccess.Diagnostics;
using JitAccess.Refresh;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess;

/// <summary>What an engine takes from its host: clock, chance, logs and metrics.</summary>
public sealed class JitRuntime
{
    private readonly ConcurrentDictionary<JitProviderIdentity, IssuerLimits> _limits = new();

    /// <summary>Gets the clock.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets the source of jitter: numbers from 0 (inclusive) to 1 (exclusive).</summary>
    /// <value>The default is the shared random generator.</value>
#pragma warning disable RS0030 // The one place where chance enters; everything else takes it from here.
    public Func<double> Randomizer { get; init; } = Random.Shared.NextDouble;
#pragma warning restore RS0030

    /// <summary>Gets where loggers come from.</summary>
    /// <value>The default logs nothing.</value>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Gets where meters come from.</summary>
    /// <value>The default is <see langword="null"/>: the engine creates its own meter.</value>
    public IMeterFactory? MeterFactory { get; init; }

    internal JitAccessMetrics Metrics => LazyInitializer.EnsureInitialized(ref field, () => new JitAccessMetrics(MeterFactory));

    /// <summary>Gets what all engines share that ask one issuer.</summary>
    internal IssuerLimits LimitsAt(JitProviderIdentity issuer) => _limits.GetOrAdd(issuer, static _ => new IssuerLimits());
}
