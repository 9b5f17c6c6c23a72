using System.Collections.Concurrent;
using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>A process with many databases asks an issuer for their users one after the other, and gets them all.</summary>
public sealed class MintPaceTests : EngineTests
{
    private const int Databases = 200;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1) / MintPace.PerSecond;

    [Fact]
    public async Task Mint_TwoHundredDatabasesStartAtOnce_TwentyAtOnceThenTwentyASecondAndAllBecomeReady()
    {
        var moments = new ConcurrentQueue<DateTimeOffset>();
        Leases.BeforeMint = _ =>
        {
            moments.Enqueue(Time.GetUtcNow());
            return Task.CompletedTask;
        };
        var reads = ManyEngines(Leases).ConvertAll(static engine => engine.GetCredentialAsync(Ct).AsTask());

        await UntilAsync(() => reads.Count(static read => read.IsCompleted) == MintPace.PerSecond); // their flights' limits are gone
        await UntilAsync(() => Clock.Timers == 2 * (Databases - MintPace.PerSecond)); // each of the others waits for its turn, with a limit
        for (var minted = MintPace.PerSecond; minted < Databases;)
        {
            Time.Advance(Turn);
            minted++;
            await UntilAsync(() => Leases.Mints == minted);
        }

        await Task.WhenAll(reads);
        moments.GroupBy(static moment => moment).ShouldAllBe(group => group.Count() == (group.Key == Start ? MintPace.PerSecond : 1));
        Engines.ShouldAllBe(static engine => engine.GetStatus().Failures == 0);
    }

    [Fact]
    public async Task Mint_NoTurnInTime_FailsWithoutTakingOneAndSucceedsWhenAskedAgain()
    {
        var engine = Engine(Leases);
        var pace = Runtime.LimitsAt(Leases.Identity).Pace;
        var taken = 0;
        while (Should.NotThrow(() => pace.Take(Moment.Now(Clock), TimeSpan.FromSeconds(20))) < TimeSpan.FromSeconds(20))
            taken++;

        var error = await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));

        error.Message.ShouldContain("at most 20 database users a second");
        error.NextAttemptAt.ShouldBe(Start + TimeSpan.FromSeconds(20) + Turn);
        Leases.Mints.ShouldBe(0);
        Time.Advance(error.NextAttemptAt!.Value - Start);
        await engine.GetCredentialAsync(Ct);
        taken.ShouldBe((20 * MintPace.PerSecond) + MintPace.PerSecond - 1);
    }

    [Fact]
    public async Task Mint_CredentialsWithoutLease_AreNotHeldBack()
    {
        await Task.WhenAll(ManyEngines(Provider).Select(static engine => engine.GetCredentialAsync(Ct).AsTask()));

        Provider.Calls.ShouldBe(Databases);
    }

    private List<JitCredentialEngine> ManyEngines(IJitCredentialProvider provider) =>
        [.. Enumerable.Range(1, Databases).Select(port => Engine(provider, port))];
}
