using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Load;

/// <summary>A service under load, through outages of its issuer and restarts of its database. Real time, and no assertion about speed.</summary>
[Collection(nameof(TransportTests))] // alone in the process: it hears the tasks of everybody
public sealed class SoakTests(LocalServer server) : IClassFixture<LocalServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Soak_WithOutageAndRestart_FailsNothingAndLeavesNothing()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        var plan = SoakPlan.FromEnvironment();
        using var unobserved = new UnobservedExceptions();
        var soak = new Soak(plan, server);
        await using (soak)
            await soak.RunAsync(Cancellation);

        Report(plan, soak);
        AssertOperations(plan, soak);
        AssertCredentials(plan, soak);
        await AssertNothingIsLeftAsync(soak, unobserved);
    }

    private static void Report(SoakPlan plan, Soak soak)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(
            $"{soak.Elapsed.TotalSeconds:F0} s, lives of {plan.CredentialLife.TotalSeconds} s: {soak.Tally.Succeeded} operations, " +
            $"{soak.Tally.InFlight} cut by {plan.Restarts.Count()} restart(s), {soak.Tally.ServerAway} begun while the server was away, " +
            $"{soak.Tally.Failures.Count} failed; generations {string.Join(" and ", soak.Databases.SelectMany(d => d.GetStatus()).Select(s => s.Generation))}, " +
            $"{soak.Credentials.Answers} calls answered, {soak.Credentials.Failures} failed");
        foreach (var (use, count) in soak.Tally.SucceededByUse.OrderBy(u => u.Key, StringComparer.Ordinal))
            output.WriteLine($"  {use}: {count}");
    }

    private static void AssertOperations(SoakPlan plan, Soak soak)
    {
        soak.Tally.Failures.ShouldBeEmpty();
        soak.Tally.InFlight.ShouldBeLessThanOrEqualTo(SoakPlan.Workers * plan.Restarts.Count());
        soak.Tally.SucceededByUse.Count.ShouldBe(2 * Use.All.Count); // every use, pooled and not
        soak.Tally.SucceededByUse.Values.ShouldAllBe(count => count >= plan.LeastOperations);
    }

    private void AssertCredentials(SoakPlan plan, Soak soak)
    {
        foreach (var verdict in Enum.GetValues<RdsIamVerdict>().Where(v => v != RdsIamVerdict.Valid))
            server.Authenticator.Count(verdict).ShouldBe(0, $"logins that ended with {verdict}");
        server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBeGreaterThan(0);

        var statuses = soak.Databases.SelectMany(d => d.GetStatus()).ToList();
        statuses.Count.ShouldBe(2);
        foreach (var status in statuses)
            status.Generation.ShouldBeInRange(2, plan.MostGenerations(soak.Elapsed), $"{status.Key}");

        soak.Credentials.Answers.ShouldBeLessThanOrEqualTo(2 * plan.MostGenerations(soak.Elapsed));
        soak.Credentials.Failures.ShouldBeInRange(plan.Outages.Any() ? 1 : 0, 2 * plan.MostFailures);
    }

    private async Task AssertNothingIsLeftAsync(Soak soak, UnobservedExceptions unobserved)
    {
        await SessionCount.ShouldBecomeAsync(server, 0, Cancellation);
        soak.Time.CreatedTimers.ShouldBeGreaterThan(0); // the clock that counts is the clock that is used
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)soak.Time.LiveTimers), 0, Cancellation);
        soak.Credentials.Active.ShouldBe(0);
        unobserved.CollectAndGet().ShouldBeEmpty();
    }
}
