using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 35 to 37.</summary>
public sealed class TelemetryTests : EngineTests
{
    private static readonly string[] AllowedTags = ["jitaccess.provider", "jitaccess.database", "result", "outcome", "reason"];

    [Fact]
    public async Task R35_Requests_EveryResult_IsCounted()
    {
        using var requests = Collect<long>("jitaccess.credential.requests");
        var engine = await FilledEngine(); // wait
        engine.GetCredential(Ct); // hit
        AdvanceTo(engine.Current!.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        engine.GetCredential(Ct); // stale
        await engine.RefreshInProgress;
        AdvanceTo(engine.Current!.ExpiresAt);
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct)); // error

        requests.GetMeasurementSnapshot().Select(m => m.Tags["result"]).ShouldBe(["wait", "hit", "stale", "error"]);
        requests.GetMeasurementSnapshot().ShouldAllBe(
            m => Equals(m.Tags["jitaccess.provider"], "fake") && Equals(m.Tags["jitaccess.database"], "orders"));
    }

    [Fact]
    public async Task R35_Refreshes_EveryReason_IsCountedWithOutcomeAndDuration()
    {
        using var refreshes = Collect<long>("jitaccess.credential.refreshes");
        using var durations = Collect<double>("jitaccess.credential.refresh.duration");
        var engine = Engine();
        var entered = Provider.Take(TimeSpan.FromSeconds(3));
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await entered;
        Time.Advance(TimeSpan.FromSeconds(3));
        await read;
        Provider.Recover();
        AdvanceTo(engine.Current!.RefreshAt);
        await RefreshAsync(engine);
        AdvanceTo(engine.Current!.MandatoryAt);
        await RefreshAsync(engine);
        Provider.Fail(JitProviderErrorKind.Denied);
        engine.Invalidate(engine.Current!);
        await engine.RefreshInProgress;

        refreshes.GetMeasurementSnapshot().Select(m => (m.Tags["outcome"], m.Tags["reason"])).ShouldBe(
            [("success", "initial"), ("success", "advisory"), ("success", "mandatory"), ("error", "invalidated")]);
        durations.GetMeasurementSnapshot().Select(m => Math.Round(m.Value)).ShouldBe([3, 0, 0, 0]);
    }

    [Fact]
    public async Task R35_SecondsToExpiry_SeveralEnginesOfOneDatabase_IsTheShortest()
    {
        using var gauge = Collect<double>("jitaccess.credential.seconds_to_expiry");
        var first = Engine(port: 1);
        await first.GetCredentialAsync(Ct);
        Time.Advance(TimeSpan.FromSeconds(100));
        await Engine(port: 2).GetCredentialAsync(Ct);

        gauge.RecordObservableInstruments();
        gauge.GetMeasurementSnapshot().ShouldHaveSingleItem().Value.ShouldBe(770, 0.001);

        await first.DisposeAsync();
        gauge.Clear();
        gauge.RecordObservableInstruments();
        gauge.GetMeasurementSnapshot().ShouldHaveSingleItem().Value.ShouldBe(870, 0.001);
    }

    [Fact]
    public async Task R35_AgeAtUse_AcceptedLogin_CountsFromTheMint()
    {
        using var ages = Collect<double>("jitaccess.credential.age_at_use");
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);
        await RefreshAsync(engine);

        engine.ReportAccepted(engine.Current!);

        ages.GetMeasurementSnapshot().ShouldHaveSingleItem().Value.ShouldBe(3570 * 2 / 3.0, 0.001);
    }

    [Fact]
    public async Task R35_Tags_AnyInstrument_NameProviderAndDatabaseOnly()
    {
        using var requests = Collect<long>("jitaccess.credential.requests");
        using var refreshes = Collect<long>("jitaccess.credential.refreshes");
        using var durations = Collect<double>("jitaccess.credential.refresh.duration");
        using var ages = Collect<double>("jitaccess.credential.age_at_use");
        using var gauge = Collect<double>("jitaccess.credential.seconds_to_expiry");
        var engine = await FilledEngine();
        engine.ReportAccepted(engine.Current!);
        gauge.RecordObservableInstruments();

        var tags = requests.GetMeasurementSnapshot().Concat(refreshes.GetMeasurementSnapshot()).SelectMany(m => m.Tags)
            .Concat(new[] { durations, ages, gauge }.SelectMany(c => c.GetMeasurementSnapshot()).SelectMany(m => m.Tags));

        foreach (var (name, value) in tags)
        {
            AllowedTags.ShouldContain(name);
            value.ShouldNotBe("app");
        }
    }

    [Fact]
    public async Task R36_Log_Outage_WarnsOnceAndReportsItsLength()
    {
        var engine = await FilledEngine();
        Logs.Clear();
        AdvanceTo(engine.Current!.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        for (var i = 0; i < 3; i++)
        {
            await RefreshAsync(engine);
            Time.Advance(TimeSpan.FromSeconds(10));
        }

        Provider.Recover();
        await RefreshAsync(engine);

        var log = Logs.GetSnapshot().Where(r => r.Category == typeof(JitCredentialEngine).FullName).ToArray();
        log.Select(r => (r.Level, r.Id.Name)).ShouldBe([
            (LogLevel.Warning, "RefreshFailed"), (LogLevel.Debug, "RefreshStillFailing"), (LogLevel.Debug, "RefreshStillFailing"),
            (LogLevel.Debug, "Refreshed"), (LogLevel.Information, "RefreshRecovered")]);
        log[0].Message.ShouldContain("2026-01-01T00:09:40.5"); // the next attempt
        log[^1].Message.ShouldContain("00:00:30");
        log.ShouldAllBe(r => r.Id.Id >= 1000 && r.Id.Id < 1100);
    }

    [Fact]
    public async Task R36_Log_LoggerThrows_RefreshGoesOn()
    {
        using var logs = new LoggerFactory([new CallbackLoggerProvider(_ => throw new InvalidOperationException("disk full"))]);
        await using var engine = new JitCredentialEngine(
            Provider, Target(), Options, new JitRuntime { TimeProvider = Clock, LoggerFactory = logs });

        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(1);
        Provider.Calls.ShouldBe(1);
        AdvanceTo(engine.Current!.ExpiresAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
    }

    [Fact]
    public async Task Audit_LifeOfALease_IsOnRecord()
    {
        var engine = await FilledEngine(Leases);
        engine.ReportAccepted(engine.Current!);
        AdvanceTo(engine.Current!.RefreshAt);
        await RefreshAsync(engine);
        engine.Invalidate(engine.Current!);
        await engine.RefreshInProgress;
        var id = engine.Current!.Credential.Id;
        await engine.RevokeAsync(Ct);

        var audit = Logs.GetSnapshot().Where(r => r.Category == JitAccessDiagnostics.AuditCategory).ToArray();
        audit.Select(r => (r.Id.Id, r.Id.Name)).ShouldBe([
            (1900, "CredentialMinted"), (1901, "LoginAccepted"), (1903, "CredentialRenewed"), (1902, "LoginRefused"), (1904, "CredentialRevoked")]);
        foreach (var record in audit)
        {
            record.GetStructuredStateValue("Database").ShouldBe("orders");
            record.GetStructuredStateValue("Principal").ShouldBe("user-1");
            record.GetStructuredStateValue("Provider").ShouldBe("fake-lease");
            record.GetStructuredStateValue("CredentialId").ShouldBe(id);
            record.GetStructuredStateValue("Identity").ShouldBe("JitProviderIdentity { ProviderName = fake-lease }");
        }

        audit.Where(r => r.Id.Id != 1901 && r.Id.Id != 1902).Select(r => r.GetStructuredStateValue("Reason"))
            .ShouldBe(["Initial", "Advisory", "Requested"]);
    }

    [Fact]
    public async Task Audit_CredentialForOneEndpoint_NamesIt()
    {
        var engine = await FilledEngine();
        engine.ReportAccepted(engine.Current!);
        engine.Invalidate(engine.Current!);
        await engine.RefreshInProgress;

        var audit = Logs.GetSnapshot().Where(r => r.Category == JitAccessDiagnostics.AuditCategory).ToArray();
        audit.Select(r => (r.Id.Id, r.GetStructuredStateValue("Reason"))).ShouldBe(
            [(1900, "Initial"), (1901, null), (1902, null), (1900, "Invalidated")]);
        audit.ShouldAllBe(r => r.GetStructuredStateValue("Endpoint") == "db.example:5432");
    }

    [Fact]
    public async Task Audit_LoggerThrows_ReportsAndRevocationGoOn()
    {
        using var logs = new LoggerFactory([new CallbackLoggerProvider(_ => throw new InvalidOperationException("disk full"))]);
        await using var engine = new JitCredentialEngine(Leases, Target(), Options, new JitRuntime { TimeProvider = Clock, LoggerFactory = logs });
        var first = await engine.GetCredentialAsync(Ct);

        engine.ReportAccepted(first);
        Leases.IsAlive = false;
        engine.Invalidate(first).ShouldBeTrue();
        await engine.RefreshInProgress;
        engine.Current!.Generation.ShouldBe(2);
        await engine.RevokeAsync(Ct);

        Leases.Revoked.ShouldBe(["user-2"]);
        engine.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Error_TextOfTheIssuer_IsCutAndOnOneLine()
    {
        var text = "no\r\nforged line\u001b[31m" + new string('x', 2000);
        Provider.Before = (_, _) => throw new JitProviderException(JitProviderErrorKind.Denied, text);

        var error = await Should.ThrowAsync<JitCredentialException>(async () => await Engine().GetCredentialAsync(Ct));

        error.Message.ShouldContain("no\\u000d\\u000aforged line\\u001b");
        error.Message.Any(char.IsControl).ShouldBeFalse();
        error.Message.Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task R37_EverythingPrintable_WholeLife_NeverShowsTheSecret()
    {
        var traced = new ConcurrentQueue<string>(); // refreshes of other tests, which run meanwhile, are heard too
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == JitAccessDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                foreach (var text in a.TagObjects.Select(t => $"{t.Key}={t.Value}").Append($"{a.DisplayName} {a.StatusDescription}"))
                    traced.Enqueue(text);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var requests = Collect<long>("jitaccess.credential.requests");
        var engine = await FilledEngine(Leases);
        var snapshots = new List<JitCredentialSnapshot> { engine.Current! };
        engine.ReportAccepted(engine.Current!);
        AdvanceTo(engine.Current!.RefreshAt);
        await RefreshAsync(engine);
        snapshots.Add(engine.Current!);
        Leases.IsAlive = false;
        engine.Invalidate(engine.Current!);
        await engine.RefreshInProgress;
        snapshots.Add(engine.Current!);
        Leases.MintError = new JitProviderException(JitProviderErrorKind.Denied, "no");
        AdvanceTo(engine.Current!.ExpiresAt);
        var error = await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        await engine.RevokeAsync(Ct);

        var seen = new List<string>(traced) { error.ToString() };
        seen.Add(engine.ToString()!);
        seen.Add(engine.GetStatus().ToString());
        seen.AddRange(snapshots.Select(s => s.ToString()));
        foreach (var type in new[] { typeof(JitCredentialEngine), typeof(JitCredentialSnapshot) })
            seen.Add(type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        seen.AddRange(Logs.GetSnapshot().SelectMany(
            r => r.StructuredState!.Select(s => $"{s.Value}").Append(r.Message).Append($"{r.Exception}")));
        seen.AddRange(requests.GetMeasurementSnapshot().SelectMany(m => m.Tags).Select(t => $"{t.Value}"));

        seen.Count.ShouldBeGreaterThan(50);
        seen.ShouldAllBe(text => !text.Contains("secret-", StringComparison.Ordinal));
        seen.ShouldAllBe(text => !text.Contains("lease/", StringComparison.Ordinal)); // whoever may revoke can revoke by it
    }
}
