using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace JitAccess.Diagnostics;

/// <summary>The instruments. Tags are provider and database: no user, no endpoint, nothing of a credential.</summary>
internal sealed class JitAccessMetrics
{
    private readonly ConcurrentDictionary<JitCredentialEngine, byte> _engines = new();
    private readonly Counter<long> _requests;
    private readonly Counter<long> _refreshes;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _ageAtUse;
    private readonly Counter<long> _standingUses;

    public JitAccessMetrics(IMeterFactory? factory)
    {
#pragma warning disable CA2000 // A meter lives as long as the runtime; one of a factory is the factory's.
        var meter = factory?.Create(JitAccessDiagnostics.MeterName) ?? new Meter(JitAccessDiagnostics.MeterName);
#pragma warning restore CA2000
        _requests = meter.CreateCounter<long>("jitaccess.credential.requests", "{request}", "Reads of a credential, by how they were answered.");
        _refreshes = meter.CreateCounter<long>("jitaccess.credential.refreshes", "{refresh}", "Refreshes, by outcome and reason.");
        _duration = meter.CreateHistogram("jitaccess.credential.refresh.duration", "s", "Duration of refreshes.", advice: Buckets(0.005, 15));
        _ageAtUse = meter.CreateHistogram("jitaccess.credential.age_at_use", "s", "Age of credentials that logins were accepted with.", advice: Buckets(1, 3600));
        _standingUses = meter.CreateCounter<long>(
            "jitaccess.credential.standing_use", "{login}", "Logins accepted with a standing secret, or with a credential that was minted by means of one.");
        meter.CreateObservableGauge("jitaccess.credential.seconds_to_expiry", Observe, "s", "Time that is left to current credentials.");
    }

    public void Add(JitCredentialEngine engine) => _engines.TryAdd(engine, 0);

    public void Remove(JitCredentialEngine engine) => _engines.TryRemove(engine, out _);

    public void Read(MetricTags tags, string result)
    {
        if (!tags.AreOff)
            _requests.Add(1, tags.Provider, tags.Database, new("result", result));
    }

    public void Refreshed(MetricTags tags, JitRefreshReason reason, bool success, TimeSpan duration)
    {
        if (tags.AreOff)
            return;
        KeyValuePair<string, object?> outcome = new("outcome", success ? "success" : "error");
        _refreshes.Add(1, tags.Provider, tags.Database, outcome, new("reason", ReasonTag(reason)));
        _duration.Record(duration.TotalSeconds, tags.Provider, tags.Database, outcome);
    }

    public void Used(MetricTags tags, TimeSpan age, bool isStanding)
    {
        if (tags.AreOff)
            return;
        _ageAtUse.Record(age.TotalSeconds, tags.Provider, tags.Database);
        if (isStanding)
            _standingUses.Add(1, tags.Provider, tags.Database);
    }

    private static string ReasonTag(JitRefreshReason reason) => reason switch
    {
        JitRefreshReason.Initial => "initial",
        JitRefreshReason.Advisory => "advisory",
        JitRefreshReason.Mandatory => "mandatory",
        JitRefreshReason.Requested => "requested",
        _ => "invalidated",
    };

    private static InstrumentAdvice<double> Buckets(double from, double to)
    {
        var bounds = new List<double>();
        for (var bound = from; bound <= to; bound *= 2)
            bounds.Add(bound);
        return new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds };
    }

    /// <summary>A database with several endpoints has several engines behind the same tags: what counts is the one that ends first.</summary>
    private IEnumerable<Measurement<double>> Observe() =>
        from engine in _engines.Keys
        let seconds = engine.SecondsToExpiry
        where seconds is not null && !engine.DisableMetrics
        group seconds.Value by (engine.Key.Identity.ProviderName, engine.Key.DatabaseName) into credentials
        select new Measurement<double>(credentials.Min(), MetricTags.For(credentials.Key.ProviderName, credentials.Key.DatabaseName));
}
