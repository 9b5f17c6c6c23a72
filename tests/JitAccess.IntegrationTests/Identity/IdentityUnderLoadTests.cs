using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>What happens to a source of AWS credentials in its life, while workers open sessions at a real PostgreSQL all the time.</summary>
[Collection(nameof(TransportTests))] // alone in the process: the clock of the AWS SDK is one for all
public sealed class IdentityUnderLoadTests(SkippingServer server) : IClassFixture<SkippingServer>
{
    private const int AlmostALife = 51; // minutes: sessions live for 60, and their refresh begins after 45

    public static TheoryData<string> Sources => IdentitySources.Names;

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Opens_WhileTheChainIsValid_NeverFail(string name)
    {
        server.Require();
        var refused = CountRefused();
        await using var load = await SourceUnderLoad.StartAsync(name, server);
        var source = load.Source;

        foreach (var issuer in source.Issuers)
            await issuer.StopListeningAsync();
        await load.PassAsync(AlmostALife);
        foreach (var issuer in source.Issuers)
            await issuer.ResumeAsync(TestContext.Current.CancellationToken);
        FailedNothing(load, "while the issuer was away");
        source.CountServed().ShouldAllBe(count => count == 1);
        await load.PassAsync(9);
        source.CountServed().ShouldAllBe(count => count == 2, "each is asked once more");

        source.RollKeys();
        await load.PassAsync(AlmostALife);
        FailedNothing(load, "after the keys were rolled over");

        var before = source.CountRefused();
        source.Issuers[^1].Faults.Throttle(3); // the whole of the refresh that finds it
        await load.PassAsync(AlmostALife);
        FailedNothing(load, "while the issuer throttled");
        source.CountRefused().ShouldBeGreaterThan(before);

        source.SignOut();
        await load.PassAsync(AlmostALife);
        FailedNothing(load, "after the sign-in was ended");
        CountRefused().ShouldBe(refused);
        TestContext.Current.TestOutputHelper!.WriteLine($"served {string.Join('/', source.CountServed())}, asked {source.CountAsked()}");
        source.CountServed().ShouldAllBe(count => count >= 5 && count <= 10); // once for each hour, and again with a later call that was throttled
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Chain_ThatEnded_ComesBackWithoutARestartAndWithoutABurst(string name)
    {
        server.Require();
        await using var load = await SourceUnderLoad.StartAsync(name, server);
        var source = load.Source;
        await load.Openers.RoundAsync();

        foreach (var issuer in source.Issuers)
            issuer.Faults.RefusesWith = 503;
        await load.PassAsync(AlmostALife);
        FailedNothing(load, "while the chain was valid");
        server.Skip(TimeSpan.FromMinutes(15));
        var (asked, began) = (source.CountAsked(), server.Time.GetTimestamp());
        for (var i = 0; i < 10; i++)
            await load.Openers.RoundAsync();
        var seconds = server.Time.GetElapsedTime(began).TotalSeconds;
        var failures = load.Openers.TakeFailures();
        TestContext.Current.TestOutputHelper!.WriteLine($"{failures.Count} failures, {source.CountAsked() - asked} calls in {seconds} s");

        failures.Count.ShouldBeGreaterThan(20);
        failures.Count(static e => !IsWithoutCredential(e)).ShouldBeLessThanOrEqualTo(Openers.Count, "those that were logging in when the chain ended");
        (source.CountAsked() - asked).ShouldBeLessThanOrEqualTo((int)(source.Calls.Count * (4 + seconds)));

        var served = source.CountServed();
        foreach (var issuer in source.Issuers)
            issuer.Faults.RefusesWith = null;
        server.Skip(TimeSpan.FromMinutes(1)); // longer than an error is remembered, or a person is left alone
        await load.Openers.SuccessAsync();
        load.Openers.TakeFailures();
        await load.Openers.RoundAsync();
        FailedNothing(load, "while the chain was valid");
        source.CountServed().ShouldBe(served.Select(static count => count + 1));

        await load.PassAsync(3);
        load.Aws.RevokeSessions(source.RoleArn);
        await load.Openers.SuccessAsync();
        load.Openers.TakeFailures().ShouldAllBe(e => IsRefusal(e));
        await load.Openers.RoundAsync();
        FailedNothing(load, "while the chain was valid");
        source.CountServed()[^1].ShouldBe(served[^1] + 2);
    }

    private static void FailedNothing(SourceUnderLoad load, string when) =>
        load.Openers.TakeFailures().Select(static e => e.InnerException?.Message ?? e.Message).Distinct().ShouldBeEmpty(when);

    private static bool IsWithoutCredential(Exception e) => e is NpgsqlException { InnerException: JitCredentialException };

    private static bool IsRefusal(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification };

    private int CountRefused() => Enum.GetValues<RdsIamVerdict>().Where(static v => v != RdsIamVerdict.Valid).Sum(server.Server.Authenticator.Count);
}
