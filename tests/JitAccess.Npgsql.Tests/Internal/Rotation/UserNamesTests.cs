using System.Diagnostics;
using JitAccess.Internal;
using JitAccess.Internal.Rotation;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Internal.Rotation;

/// <summary>Each open gets the password of the name that it sent, whenever it was sent and whatever has changed since.</summary>
[Collection(nameof(RotationEpoch))]
public sealed class UserNamesTests : IAsyncLifetime
{
    private readonly JitCredentialEngine _engine = new(
        new FakeUserProvider(), new JitCredentialRequest { DatabaseName = "orders", Endpoint = new JitEndpoint("orders.example.com", 5432) },
        runtime: Standing());

    private readonly NpgsqlConnectionStringBuilder _pool = new("Host=orders.example.com;Username=user-1");
    private UserNames _names = null!;

    public async ValueTask InitializeAsync()
    {
        RotationEpoch.Acquire();
        _names = new UserNames(await _engine.GetCredentialAsync(TestContext.Current.CancellationToken));
    }

    public ValueTask DisposeAsync()
    {
        RotationEpoch.Release();
        return _engine.DisposeAsync();
    }

    [Fact]
    public async Task KnownPool_OpensBeforeAndAfterAMove_EachGetsTheUserThatItSent()
    {
        Sent(Open()).ShouldBe("user-1");
        var before = Open();

        await MoveAsync();

        _pool.Username.ShouldBe("user-2");
        Sent(before).ShouldBe("user-1");
        Sent(Open()).ShouldBe("user-2");
        Sent(before).ShouldBe("user-1");
    }

    [Fact]
    public async Task KnownPool_OpenThatOutlivesTwoMoves_StillGetsItsUser()
    {
        Sent(Open()).ShouldBe("user-1");
        var first = Open();
        await MoveAsync();
        var second = Open();
        await MoveAsync();

        Sent(second).ShouldBe("user-2");
        Sent(first).ShouldBe("user-1");
        Sent(Open()).ShouldBe("user-3");
    }

    [Fact]
    public async Task KnownPool_MoveWhileTheActivityOfAnOpenIsMade_TheOpenGetsTheUserThatItSent()
    {
        Sent(Open()).ShouldBe("user-1");
        var next = await _engine.ReplaceAsync(TestContext.Current.CancellationToken);
        using var ours = PhysicalOpenListener.Acquire();
        using var npgsql = new ActivitySource("Npgsql");
        using var slow = new ActivityListener(); // somebody's tracing, which takes its time
        slow.ShouldListenTo = source => ReferenceEquals(source, npgsql);
        slow.Sample = (ref _) =>
        {
            _names.MoveTo(next);
            return ActivitySamplingResult.None;
        };
        ActivitySource.AddActivityListener(slow);

        using var open = npgsql.StartActivity("CONNECT orders", ActivityKind.Client);

        _pool.Username.ShouldBe("user-2");
        Sent(open!).ShouldBe("user-1");
    }

    [Fact]
    public async Task PoolFirstSeenAfterAMove_SentTheNameItWasBuiltWith_AndIsPutRight()
    {
        await MoveAsync();
        var (one, other) = (Open(), Open()); // two at once, of which the second comes when the name is right already

        Sent(one).ShouldBe("user-1");
        _pool.Username.ShouldBe("user-2");
        Sent(other).ShouldBe("user-1");
        Sent(Open()).ShouldBe("user-2");
    }

    [Fact]
    public async Task PoolFirstSeenWhenItsUserIsGone_GetsNothing_AndIsPutRight()
    {
        var first = _names.Current;
        await MoveAsync();
        _names.Forget(first);

        Sent(Open()).ShouldBeNull();
        _pool.Username.ShouldBe("user-2");
        Sent(Open()).ShouldBe("user-2");
    }

    [Fact]
    public async Task AnnouncedUser_IsForWhoeverBuiltWithItsNameOnly()
    {
        Sent(Open()).ShouldBe("user-1");
        var next = await _engine.ReplaceAsync(TestContext.Current.CancellationToken);
        _names.Announce(next);
        var proof = new NpgsqlConnectionStringBuilder("Host=orders.example.com;Username=user-2");

        Sent(Open()).ShouldBe("user-1");
        _names.SentBy(proof, Open())!.Name.ShouldBe("user-2");
        _pool.Username.ShouldBe("user-1");
        _names.MoveTo(next);
        Sent(Open()).ShouldBe("user-2");
        _names.Current.WasHanded.ShouldBeTrue(); // the proof was a login: there may be a session
    }

    [Fact]
    public async Task OpenWithoutAStamp_IsTakenByItsNameAtFirstAndForCurrentLater()
    {
        Open().Dispose();
        await MoveAsync();

        _names.SentBy(_pool, open: null)!.Name.ShouldBe("user-1");
        _names.SentBy(_pool, open: null)!.Name.ShouldBe("user-2");
    }

    [Fact]
    public async Task Forget_Current_IsNotForgotten()
    {
        await MoveAsync();

        _names.Forget(_names.Current);

        Sent(Open()).ShouldBe("user-1");
        Sent(Open()).ShouldBe("user-2");
    }

    [Fact]
    public async Task TwoDatabasesWithUsersOfEqualNames_EachGetsItsOwn()
    {
        await using var engine = new JitCredentialEngine(
            new FakeUserProvider(), new JitCredentialRequest { DatabaseName = "billing", Endpoint = new JitEndpoint("billing.example.com", 5432) },
            runtime: Standing());
        var other = new UserNames(await engine.GetCredentialAsync(TestContext.Current.CancellationToken));
        var otherPool = new NpgsqlConnectionStringBuilder("Host=billing.example.com;Username=user-1");
        Sent(Open()).ShouldBe("user-1");
        other.SentBy(otherPool, Open());

        await MoveAsync(); // moves the epoch of both, and the name of one

        var open = Open();
        other.SentBy(otherPool, open)!.Snapshot.ShouldBeSameAs(engine.Current);
        (otherPool.Username, _pool.Username).ShouldBe(("user-1", "user-2"));
        Sent(open).ShouldBe("user-2");
    }

    [Fact]
    public async Task MayFindAnOldName_FromTheFirstMoveUntilEveryPoolWasOpened()
    {
        Sent(Open());
        _names.MayFindAnOldName(pools: 2).ShouldBeFalse(); // both have the first

        await MoveAsync();
        _names.MayFindAnOldName(pools: 1).ShouldBeFalse();
        _names.MayFindAnOldName(pools: 2).ShouldBeTrue();

        var second = new NpgsqlConnectionStringBuilder(_pool.ConnectionString) { Username = "user-1" };
        _names.SentBy(second, Open());
        second.Username.ShouldBe("user-2");
        _names.MayFindAnOldName(pools: 2).ShouldBeFalse();
        GC.KeepAlive(second);
    }

    [Fact]
    public void WasHanded_OnlyOnceAServerWasGivenThePassword()
    {
        _names.Current.WasHanded.ShouldBeFalse();

        Sent(Open());

        _names.Current.WasHanded.ShouldBeTrue();
    }

    // On a clock that stands no mint takes too long, whatever halts it: the users are numbered.
    private static JitRuntime Standing() => new() { TimeProvider = new FakeTimeProvider() };

    private static Activity Open()
    {
        var open = new Activity("CONNECT orders").Start();
        RotationEpoch.StampOn(open);
        open.Stop();
        return open;
    }

    private string? Sent(Activity open) => _names.SentBy(_pool, open)?.Name;

    private async Task MoveAsync() => _names.MoveTo(await _engine.ReplaceAsync(TestContext.Current.CancellationToken));
}
