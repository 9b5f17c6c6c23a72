using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Tests.Refresh;

/// <summary>What every test of the engine has: a clock that stands, chance without chance, and a provider that does as it is told.</summary>
public abstract class EngineTests : IAsyncDisposable
{
    private readonly FakeMeterFactory _meters = new();

    protected EngineTests()
    {
        Clock = new HookedTimeProvider(Time);
        Provider = new FakeProvider(Clock);
        Runtime = new JitRuntime
        {
            TimeProvider = Clock,
            Randomizer = () =>
            {
                OnChance?.Invoke();
                return Chance;
            },
            LoggerFactory = new LoggerFactory([new FakeLoggerProvider(Logs)], new LoggerFilterOptions { MinLevel = LogLevel.Trace }),
            MeterFactory = _meters,
        };
    }

    /// <summary>Gets 2026-01-01, the start of every test.</summary>
    protected static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Gets the engines of this test.</summary>
    protected List<JitCredentialEngine> Engines { get; } = [];

    protected FakeTimeProvider Time { get; } = new(Start);

    /// <summary>Gets the clock that the engine sees: <see cref="Time"/>, watched.</summary>
    private protected HookedTimeProvider Clock { get; }

    /// <summary>Gets or sets what the randomizer returns.</summary>
    protected double Chance { get; set; }

    /// <summary>Gets or sets what happens when the engine asks for chance: between an answer and its publishing, or after a failure.</summary>
    protected Action? OnChance { get; set; }

    private protected FakeProvider Provider { get; }

    private protected FakeLeaseProvider Leases { get; } = new();

    protected JitRefreshOptions Options { get; } = new();

    protected JitRuntime Runtime { get; }

    protected FakeLogCollector Logs { get; } = FakeLogCollector.Create(new FakeLogCollectorOptions());

    protected static JitCredentialRequest Target(int port = 5432) =>
        new() { DatabaseName = "orders", Endpoint = new JitEndpoint("db.example", port), UserName = "app" };

    protected JitCredentialEngine Engine(IJitCredentialProvider? provider = null, int port = 5432)
    {
        var engine = new JitCredentialEngine(provider ?? Provider, Target(port), Options, Runtime);
        Engines.Add(engine);
        return engine;
    }

    /// <summary>Returns an engine that holds its first credential.</summary>
    protected async Task<JitCredentialEngine> FilledEngine(IJitCredentialProvider? provider = null)
    {
        var engine = Engine(provider);
        await engine.GetCredentialAsync(Ct);
        await SettledAsync(engine);
        return engine;
    }

    /// <summary>Returns an engine in the middle of renewing its lease, and the gate that holds the issuer's answer back.</summary>
    private protected async Task<(JitCredentialEngine Engine, Gate Gate)> RenewingEngine()
    {
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = new Gate();
        Leases.BeforeRenew = token => gate.PassAsync(Target(), token);
        engine.StartRefresh();
        await gate.Entered;
        return (engine, gate);
    }

    /// <summary>Moves the clock to a point in the current credential's life.</summary>
    protected void AdvanceTo(DateTimeOffset at) => Time.Advance(at - Time.GetUtcNow());

    protected MetricCollector<T> Collect<T>(string instrument)
        where T : struct =>
        new(_meters.Meter, instrument);

    /// <summary>Returns the zone of a 15-minute token without jitter, so many seconds after its issue.</summary>
    protected static JitEngineState ZoneOfToken(double seconds) => seconds switch
    {
        < 580 => JitEngineState.Fresh,
        < 812 => JitEngineState.Advisory,
        < 870 => JitEngineState.Mandatory,
        _ => JitEngineState.Expired,
    };

    internal static async Task RefreshAsync(JitCredentialEngine engine)
    {
        engine.StartRefresh();
        await SettledAsync(engine);
    }

    /// <summary>Waits for the refresh in progress and until the scheduler has been told of its end.</summary>
    /// <remarks>
    /// The refresh's own thread tells it, after the readers. Until then it may set the scheduler's timer by another time than the test thinks; and
    /// while it is in the fake clock, the timers that <c>Advance</c> on another thread makes due are left to it.
    /// </remarks>
    internal static async Task SettledAsync(JitCredentialEngine engine)
    {
        await engine.RefreshInProgress.WaitAsync(Ct);
        await UntilAsync(() => engine.IsQuiet);
    }

    /// <summary>Waits for what happens on another thread and tells nobody; the limit is only there so that a broken test ends.</summary>
    protected static async Task UntilAsync(Func<bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(5));
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    protected IReadOnlyList<FakeLogRecord> Audit(string eventName) =>
        [.. Logs.GetSnapshot().Where(r => r.Category == JitAccessDiagnostics.AuditCategory && r.Id.Name == eventName)];

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in Engines)
            await engine.DisposeAsync();
        _meters.Dispose();
    }

    private sealed class FakeMeterFactory : IMeterFactory
    {
        public Meter Meter { get; } = new(JitAccessDiagnostics.MeterName);

        public Meter Create(MeterOptions options)
        {
            options.Name.ShouldBe(JitAccessDiagnostics.MeterName);
            return Meter;
        }

        public void Dispose() => Meter.Dispose();
    }
}
