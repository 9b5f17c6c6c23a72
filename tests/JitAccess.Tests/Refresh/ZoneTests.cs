using System.Reflection;
using Microsoft.Extensions.Logging;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 6 to 11, and the engine's side of 29.</summary>
public sealed class ZoneTests : EngineTests
{
    [Fact]
    public async Task R06_GetCredential_Fresh_ReturnsTheSameWithoutAFlight()
    {
        var engine = await FilledEngine();
        var first = engine.Current!;
        AdvanceTo(first.RefreshAt - TimeSpan.FromMilliseconds(1));

        var read = engine.GetCredentialAsync(Ct);

        read.IsCompletedSuccessfully.ShouldBeTrue();
        (await read).ShouldBeSameAs(first);
        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task R06_GetCredential_Fresh_AllocatesNothing()
    {
        const int Rounds = 5;
        var engine = await FilledEngine();
        var token = Ct;
        Read(engine, 100, token).ShouldBe(300); // lets the runtime compile the path

        // The least of several: now and then the runtime allocates on this thread for itself.
        var completed = 0;
        Enumerable.Range(0, Rounds).Min(_ => AllocatedByReading()).ShouldBe(0);
        completed.ShouldBe(Rounds * 3000);

        long AllocatedByReading()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            completed += Read(engine, 1000, token);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        static int Read(JitCredentialEngine engine, int times, CancellationToken token)
        {
            var completed = 0;
            for (var i = 0; i < times; i++)
            {
                completed += IsDone(engine.GetCredentialAsync(token));
                completed += IsDone(engine.ReadForOpenAsync(TimeSpan.FromSeconds(1), token));
                completed += engine.GetCredential(token) is not null ? 1 : 0;
            }

            return completed;
        }

        static int IsDone(ValueTask<JitCredentialSnapshot> read) => read.IsCompletedSuccessfully ? 1 : 0;
    }

    [Fact]
    public async Task R06_GetCredential_WhileTheLockIsHeld_DoesNotWaitForIt()
    {
        var engine = Engine();
        var first = await engine.GetCredentialAsync(Ct);

        // StartRefresh reads the clock under the engine's lock; there it is made to stay.
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var holder = new Thread(engine.StartRefresh);
        Clock.OnRead = () =>
        {
            if (Thread.CurrentThread != holder)
                return;
            inside.Set();
            leave.Wait(Ct);
        };
        holder.Start();
        inside.Wait(Ct);

        (await engine.GetCredentialAsync(Ct)).ShouldBeSameAs(first);
        engine.ReadForOpen(TimeSpan.Zero).ShouldBeSameAs(first);

        leave.Set();
        holder.Join();
    }

    [Fact]
    public async Task R07_GetCredential_Advisory_ReturnsTheOldAtOnceAndStartsOneFlight()
    {
        var engine = await FilledEngine();
        var first = engine.Current!;
        AdvanceTo(first.RefreshAt);
        var gate = Provider.Hold();

        for (var i = 0; i < 100; i++)
        {
            var read = engine.GetCredentialAsync(Ct);
            read.IsCompletedSuccessfully.ShouldBeTrue();
            (await read).ShouldBeSameAs(first);
        }

        await gate.Entered;
        gate.Open();
        await engine.RefreshInProgress;
        Provider.Calls.ShouldBe(2);
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R08_GetCredential_Mandatory_WaitsForTheNewOne()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        var gate = Provider.Hold();

        var read = engine.GetCredentialAsync(Ct);
        await gate.Entered;
        read.IsCompleted.ShouldBeFalse();
        gate.Open();

        (await read).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R08_GetCredential_MandatoryAndSlowIssuer_ReturnsTheOldAfterTwoSeconds()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        var gate = Provider.Hold();

        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;
        Time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromMilliseconds(1));
        read.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromMilliseconds(1));

        (await read).Generation.ShouldBe(1);
        gate.Open();
    }

    [Fact]
    public async Task R08_GetCredential_MandatoryAndFailingIssuer_ReturnsTheOld()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        Provider.Fail(JitProviderErrorKind.Denied);

        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(1);
        Provider.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task R09_GetCredential_EmptyAndFailingIssuer_ThrowsWithTheLastError()
    {
        Options.TransientRetries = 0;
        Provider.Fail();
        var engine = Engine();

        var first = await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        var second = await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));

        first.InnerException.ShouldBeOfType<JitProviderException>();
        first.Key.ShouldBe(engine.Key);
        first.Attempts.ShouldBe(1);
        first.NextAttemptAt.ShouldBe(Start + TimeSpan.FromSeconds(1));
        first.Message.ShouldContain("orders (fake, db.example:5432)");
        first.Message.ShouldContain("the issuer said no");
        second.ShouldNotBeSameAs(first);
        second.InnerException.ShouldBeSameAs(first.InnerException);
    }

    [Fact]
    public async Task R10_GetCredential_ExpiresWhileWaiting_WaitsForTheNextInsteadOfReturningIt()
    {
        var engine = await FilledEngine();
        var first = engine.Current!;
        AdvanceTo(first.ExpiresAt - TimeSpan.FromSeconds(1));
        var gate = Provider.Hold();

        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;
        AdvanceTo(first.ExpiresAt);
        gate.Open();

        (await read).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R10_GetCredential_RejectedAndExpired_IsNotServed()
    {
        var engine = await FilledEngine();
        Provider.Fail(JitProviderErrorKind.Denied);
        engine.Invalidate(engine.Current!);
        await engine.RefreshInProgress;
        AdvanceTo(engine.Current!.ExpiresAt);

        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.ReadForOpenAsync(TimeSpan.FromSeconds(1), Ct));
    }

    [Fact]
    public async Task R10_GetCredential_SleepBetweenAnswerAndReader_AsksAgain()
    {
        // The machine sleeps through the whole life of the first answer, after it was published and before its reader resumes.
        var slept = false;
        using var logs = new LoggerFactory([new CallbackLoggerProvider(name =>
        {
            if (name != "Refreshed" || slept)
                return;
            slept = true;
            Time.Advance(TimeSpan.FromMinutes(20));
        })]);
        await using var engine = new JitCredentialEngine(
            Provider, Target(), Options, new JitRuntime { TimeProvider = Time, LoggerFactory = logs });

        var snapshot = await engine.GetCredentialAsync(Ct);

        snapshot.Generation.ShouldBe(2);
        snapshot.IssuedAt.ShouldBe(Start + TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void R11_PublicSurface_HasNoWayToReadASecretOrNameAlone()
    {
        foreach (var type in new[] { typeof(JitCredentialEngine), typeof(JitCredentialSnapshot), typeof(JitEngineStatus) })
        {
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.PropertyType == typeof(string)).ShouldBeEmpty();
            type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(m => m.ReturnType == typeof(string) && m.Name != nameof(ToString)).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R29_ReadForOpen_AdvisoryOrMandatory_StartsTheFlightAndNeverWaits(bool mandatory)
    {
        var engine = await FilledEngine();
        AdvanceTo(mandatory ? engine.Current!.MandatoryAt : engine.Current!.RefreshAt);
        var gate = Provider.Hold();

        var read = engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), Ct);

        read.IsCompletedSuccessfully.ShouldBeTrue();
        (await read).Generation.ShouldBe(1);
        await gate.Entered;
        gate.Open();
    }

    [Fact]
    public async Task R29_ReadForOpen_EmptyAndSlowIssuer_ThrowsOurExceptionAfterMaxWait()
    {
        var engine = Engine();
        var gate = Provider.Hold();

        var read = engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), Ct).AsTask();
        await gate.Entered;
        Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
        read.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromMilliseconds(1));

        (await Should.ThrowAsync<JitCredentialException>(read)).NextAttemptAt.ShouldBeNull();
        gate.Open();
        await engine.RefreshInProgress;
        engine.ReadForOpen(TimeSpan.Zero).Generation.ShouldBe(1);
    }

    [Fact]
    public async Task R29_ReadForOpen_EmptyAndFailingIssuer_ThrowsAtOnce()
    {
        Provider.Before = (_, _) => throw new IOException("connection reset");
        Options.TransientRetries = 0;
        var engine = Engine();

        var error = await Should.ThrowAsync<JitCredentialException>(async () => await engine.ReadForOpenAsync(TimeSpan.FromHours(1), Ct));

        error.InnerException.ShouldBeOfType<IOException>();
    }

    [Fact]
    public void ReadForOpen_NegativeWait_Throws() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Engine().ReadForOpen(TimeSpan.FromSeconds(-2)));
}
