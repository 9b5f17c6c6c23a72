using System.Diagnostics;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OpenTelemetry.Metrics;

namespace JitAccess.IntegrationTests.Observability;

/// <summary>What an observability backend gets: names, values, links and nothing that identifies a user.</summary>
[Collection(nameof(TransportTests))] // alone in the process: exporters hear everybody
public sealed class OpenTelemetryTests
{
    private const int Minted = 1900;
    private const int Renewed = 1903;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly Telemetry _telemetry = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KnownSequence_IsToldBySpansMetricsAndAuditEvents()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        using var host = Build(server, new RotatingCredentials(server.Key));
        JitDatabase database;
        ActivityTraceId trace;
        using (var root = new Activity("root").SetIdFormat(ActivityIdFormat.W3C))
        {
            root.ActivityTraceFlags = ActivityTraceFlags.Recorded; // no sampler has seen it
            root.Start();
            trace = root.TraceId;
            await host.StartAsync(Cancellation); // mints
            database = host.Services.GetRequiredService<JitDatabase>();
            for (var i = 0; i < 3; i++)
                await CountOrdersAsync(database);

            server.Authenticator.Verifier.Revoke(server.Key.AccessKeyId);
            await Should.ThrowAsync<PostgresException>(() => CountOrdersAsync(database));
            server.Authenticator.Verifier.Add(server.Key);
            await IsAuditedAsync(host, Minted, times: 2);
            await CountOrdersAsync(database);
        }

        while (database.GetStatus()[0] is { State: JitEngineState.Fresh, Generation: 2 })
            _time.Advance(TimeSpan.FromSeconds(30)); // the scheduler begins the early refresh
        await IsAuditedAsync(host, Minted, times: 3);
        await CountOrdersAsync(database);
        var toExpiry = (database.GetStatus()[0].ExpiresAt!.Value - _time.GetUtcNow()).TotalSeconds;
        var gauge = Points(_telemetry.Metrics(host), "jitaccess.credential.seconds_to_expiry").Single(p => IsOf(p, "orders"));
        await database.DisposeAsync(); // waits for what the last refresh still has to say

        gauge.GetGaugeLastValueDouble().ShouldBe(toExpiry, 0.5);
        var metrics = _telemetry.Metrics(host);
        Sums(metrics, "jitaccess.credential.requests", "result").ShouldBe([("hit", 6), ("wait", 1)]);
        Sums(metrics, "jitaccess.credential.refreshes", "reason").ShouldBe([("advisory", 1), ("initial", 1), ("invalidated", 1)]);
        Points(metrics, "jitaccess.credential.refreshes").ShouldAllBe(p => Telemetry.Tags(p)["outcome"]!.Equals("success"));
        Points(metrics, "jitaccess.credential.refresh.duration").ShouldHaveSingleItem().GetHistogramCount().ShouldBe(3);
        Points(metrics, "jitaccess.credential.age_at_use").ShouldHaveSingleItem().GetHistogramCount().ShouldBe(5);

        var refreshes = _telemetry.Spans(host, TelemetryContract.ActivitySource);
        refreshes.Count.ShouldBe(3);
        refreshes.ShouldAllBe(s => s.OperationName == TelemetryContract.RefreshSpan && s.Kind == ActivityKind.Internal && s.Status == ActivityStatusCode.Unset);
        foreach (var refresh in refreshes)
        {
            refresh.TagObjects.Select(t => t.Key).Order().ShouldBe(TelemetryContract.RefreshSpanTags);
            refresh.ParentSpanId.ShouldBe(default); // a trace of its own: it serves everybody
            refresh.TraceId.ShouldNotBe(trace);
        }

        refreshes[0].Links.ShouldHaveSingleItem().Context.TraceId.ShouldBe(trace);
        refreshes[1].Links.ShouldHaveSingleItem().Context.TraceId.ShouldBe(trace);
        refreshes[2].Links.ShouldBeEmpty(); // begun by the clock

        var audit = Audit(host);
        audit.Select(r => r.Id.Id).ShouldBe([1900, 1901, 1901, 1901, 1902, 1900, 1901, 1900, 1901]);
        audit.ShouldAllBe(r => r.GetStructuredStateValue("Principal") == TestServer.UserName);
        AssertAsDocumented(audit);
    }

    [Fact]
    public async Task Instruments_AreAsDocumented()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        using var host = Build(server, new RotatingCredentials(server.Key), builder =>
        {
            builder.Configuration["ConnectionStrings:standing"] = server.ConnectionString("Pooling=false");
            builder.Services.AddKeyedJitDatabase("standing", db => db
                .UseProvider(new WrappedProvider(TestServer.Provider(server.Key, _time)) { IsStanding = true })
                .Configure(options => options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = server.Connect.ToString(), Token = server.Token.ToString() })));
        });
        await host.StartAsync(Cancellation);
        await CountOrdersAsync(host.Services.GetRequiredKeyedService<JitDatabase>("standing"));

        var metrics = _telemetry.Metrics(host).Where(m => m.MeterName == TelemetryContract.Meter).ToArray();

        var exported = metrics.Select(m => new InstrumentRow(
            m.Name, Kind(m.MetricType), m.Unit, [.. m.MetricPoints.SelectMany(p => Telemetry.Tags(p).Keys).Distinct().Order()]));
        exported.Select(Text).Order().ShouldBe(TelemetryContract.Instruments.Select(Text).Order());
        metrics.ShouldAllBe(m => m.Description.Length > 0);
        Points(metrics, "jitaccess.credential.standing_use").ShouldHaveSingleItem().GetSumLong().ShouldBe(1);
    }

    [Fact]
    public async Task FailedRefresh_IsASpanWithItsErrorAndAnOutcome()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        var credentials = new RotatingCredentials(server.Key);
        credentials.Fail();
        using var host = Build(server, credentials);

        await host.StartAsync(Cancellation); // BestEffort
        await host.Services.GetRequiredService<JitDatabase>().DisposeAsync();

        var span = _telemetry.Spans(host, TelemetryContract.ActivitySource).ShouldHaveSingleItem();
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.GetTagItem(TelemetryContract.ErrorTag).ShouldBe(typeof(JitProviderException).FullName);
        var metrics = _telemetry.Metrics(host);
        Sums(metrics, "jitaccess.credential.requests", "result").ShouldBe([("error", 1)]);
        Sums(metrics, "jitaccess.credential.refreshes", "outcome").ShouldBe([("error", 1)]);
    }

    [Fact]
    public async Task DriverSpans_StayAsTheUserConfiguredThem()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        using var host = Build(server, new RotatingCredentials(server.Key), configureDataSource: dataSource => dataSource.ConfigureTracing(tracing => tracing
            .ConfigureCommandSpanNameProvider(_ => "count orders")
            .ConfigureCommandEnrichmentCallback((span, _) => span.SetTag("app.query", "count"))
            .EnableFirstResponseEvent(false)));
        await host.StartAsync(Cancellation);

        await CountOrdersAsync(host.Services.GetRequiredService<JitDatabase>());

        var spans = _telemetry.Spans(host, "Npgsql");
        var command = spans.Where(s => s.DisplayName == "count orders").ShouldHaveSingleItem();
        command.GetTagItem("app.query").ShouldBe("count");
        command.Events.ShouldBeEmpty();
        spans.Where(s => s.OperationName.StartsWith("CONNECT ", StringComparison.Ordinal)).ShouldHaveSingleItem().Status.ShouldNotBe(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Export_OfALifeWithARefusal_HoldsNoUserAndNoSecret()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        using var host = Build(server, new RotatingCredentials(server.Key));
        await host.StartAsync(Cancellation);
        var database = host.Services.GetRequiredService<JitDatabase>();
        await CountOrdersAsync(database);
        server.Authenticator.Verifier.Revoke(server.Key.AccessKeyId);
        await Should.ThrowAsync<PostgresException>(() => CountOrdersAsync(database));
        await IsAuditedAsync(host, Minted, times: 2);

        var metrics = _telemetry.Metrics(host).SelectMany(m => m.MetricPoints.SelectMany(p => Telemetry.Tags(p)).Select(t => $"{m.Name} {t.Key}={t.Value}"));
        await database.DisposeAsync(); // waits for what the last refresh still has to say, which would come while the spans are read
        var own = _telemetry.Spans(host, TelemetryContract.ActivitySource).Select(Everything);
        var drivers = _telemetry.Spans(host, "Npgsql").Select(Everything).ToArray();

        string[] exported = [.. metrics, .. own];
        exported.Length.ShouldBeGreaterThan(10);
        drivers.Length.ShouldBeGreaterThan(2);
        foreach (var text in exported)
            text.ShouldNotContain(TestServer.UserName);
        foreach (var text in exported.Concat(drivers))
        {
            text.ShouldNotContain(server.Key.AccessKeyId);
            text.ShouldNotContain(server.Key.RevealSecretAccessKey());
            text.ShouldNotContain("X-Amz-");
        }
    }

    [Fact]
    public async Task LeaseEvents_FromMintToShutdown_AreAudited()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Configuration["ConnectionStrings:orders"] = $"Host=orders.abc123def456.eu-west-1.rds.amazonaws.com;Username={TestServer.UserName}";
        builder.AddJitDatabase("orders", db => db.UseProvider(new LeasedProvider(TestServer.Provider(RdsIamKey.Generate(), _time), static () => { })));
        _telemetry.AddTo(builder);
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var database = host.Services.GetRequiredService<JitDatabase>();
        var expiry = database.GetStatus()[0].ExpiresAt;

        while (database.GetStatus()[0] is { State: JitEngineState.Fresh } status && status.ExpiresAt == expiry)
            _time.Advance(TimeSpan.FromSeconds(30));
        await IsAuditedAsync(host, Renewed, times: 1);
        await host.StopAsync(Cancellation);

        var audit = Audit(host);
        audit.Select(r => r.Id.Id).ShouldBe([1900, 1903, 1904]);
        AssertAsDocumented(audit);
    }

    private IHost Build(
        TestServer server, RotatingCredentials credentials, Action<HostApplicationBuilder>? configure = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSource = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Configuration["ConnectionStrings:orders"] = server.ConnectionString("Pooling=false");
        builder.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = server.Connect.ToString();
        builder.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = server.Token.ToString();
        builder.Configuration["JitAccess:Databases:orders:Refresh:TransientRetries"] = "0"; // a pause between two would wait for this clock
        builder.AddJitDatabase("orders", db => db
            .UseRdsIam(rds => rds.Credentials = credentials).ConfigureDataSource((_, dataSource) => configureDataSource?.Invoke(dataSource)));
        configure?.Invoke(builder);
        _telemetry.AddTo(builder); // last, as it may be: what it listens to has not begun yet
        return builder.Build();
    }

    private static FakeLogRecord[] Audit(IHost host) =>
        [.. host.Services.GetFakeLogCollector().GetSnapshot().Where(r => r.Category == TelemetryContract.AuditCategory)];

    private static void AssertAsDocumented(IEnumerable<FakeLogRecord> audit)
    {
        foreach (var record in audit)
        {
            var row = TelemetryContract.AuditEvents.Where(e => e.Id == record.Id.Id).ShouldHaveSingleItem();
            (record.Id.Name, record.Level).ShouldBe((row.Name, row.Level));
            record.StructuredState!.Select(s => s.Key).Where(k => k != "{OriginalFormat}").Order().ShouldBe(row.Fields.Order());
        }
    }

    private static IEnumerable<MetricPoint> Points(IEnumerable<MetricSnapshot> metrics, string name) =>
        metrics.Where(m => m.Name == name).SelectMany(m => m.MetricPoints);

    private static bool IsOf(MetricPoint point, string database) => Equals(Telemetry.Tags(point)["jitaccess.database"], database);

    private static (string Value, long Sum)[] Sums(IEnumerable<MetricSnapshot> metrics, string name, string tag) =>
        [.. Points(metrics, name).Select(p => ((string)Telemetry.Tags(p)[tag]!, p.GetSumLong())).OrderBy(p => p.Item1, StringComparer.Ordinal)];

    private static string Kind(MetricType type) => type switch
    {
        MetricType.LongSum => "Counter",
        MetricType.Histogram => "Histogram",
        MetricType.DoubleGauge => "Gauge",
        _ => type.ToString(),
    };

    private static string Text(InstrumentRow row) => $"{row.Name} {row.Kind} {row.Unit} {string.Join(' ', row.Tags)}";

    private static string Everything(Activity span) =>
        $"{span.OperationName} {span.DisplayName} {span.StatusDescription} " +
        string.Join(' ', span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)).Select(t => $"{t.Key}={t.Value}")) +
        string.Join(' ', span.Baggage.Select(b => $"{b.Key}={b.Value}"));

    private static async Task CountOrdersAsync(JitDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM orders");
        (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(3L);
    }

    /// <summary>Waits for what a refresh in the background says at its end; the credential itself is there a little earlier.</summary>
    /// <remarks>Time goes on slowly: where the refresh before had not quite ended when this one became due, the next wake begins it.</remarks>
    private async Task IsAuditedAsync(IHost host, int eventId, int times)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(3)); // a test that can't succeed fails rather than hangs
        while (Audit(host).Count(r => r.Id.Id == eventId) < times)
        {
            await Task.Delay(Tick, TimeProvider.System, limit.Token);
            _time.Advance(Tick / 10);
        }
    }
}
