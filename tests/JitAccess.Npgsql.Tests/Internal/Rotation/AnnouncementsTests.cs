using JitAccess.Internal.Rotation;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Npgsql.Tests.Internal.Rotation;

/// <summary>Opens announce themselves while a change is near, and cost nothing otherwise; a change waits until every open under way has announced itself.</summary>
public sealed class AnnouncementsTests : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new();
    private readonly Announcements _announcements;
    private bool _mayEnd = true;

    public AnnouncementsTests() => _announcements = new Announcements(() => _mayEnd, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _announcements.Dispose();

    [Fact]
    public void Begin_FromTheStart_WaitsForNothing()
    {
        _announcements.AreMade.ShouldBeTrue();
        _announcements.BeginAsync(Patience, Cancellation).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Begin_LongAfterTheLastChange_WaitsForOpensThatDidNotAnnounceThemselves()
    {
        Change();
        _time.Advance(Linger);
        _announcements.AreMade.ShouldBeFalse();

        var begun = _announcements.BeginAsync(Patience, Cancellation);
        _announcements.AreMade.ShouldBeTrue();
        _time.Advance(RotationEpoch.LongestHalt - TimeSpan.FromTicks(1));
        begun.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromTicks(1));
        await begun;
    }

    [Fact]
    public void Begin_SoonAfterTheLastChange_WaitsForNothing()
    {
        for (var i = 0; i < 3; i++)
        {
            Change();
            _time.Advance(Linger - TimeSpan.FromTicks(1));
            _announcements.BeginAsync(Patience, Cancellation).IsCompletedSuccessfully.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Begin_WhileItIsWaitedFor_WaitsForTheSame()
    {
        _time.Advance(Linger);
        var first = _announcements.BeginAsync(Patience, Cancellation);
        _time.Advance(RotationEpoch.LongestHalt / 2);
        var second = _announcements.BeginAsync(Patience, Cancellation);

        _time.Advance(RotationEpoch.LongestHalt / 2);
        await Task.WhenAll(first, second);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Begin_WithoutPatience_WaitsForNothing(int seconds)
    {
        _time.Advance(Linger);

        _announcements.BeginAsync(TimeSpan.FromSeconds(seconds), Cancellation).IsCompletedSuccessfully.ShouldBeTrue();
        _announcements.AreMade.ShouldBeTrue();
    }

    [Fact]
    public async Task Begin_LittlePatience_WaitsNoLonger()
    {
        _time.Advance(Linger);
        var begun = _announcements.BeginAsync(TimeSpan.FromSeconds(1), Cancellation);

        begun.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        await begun;
    }

    [Fact]
    public async Task Begin_HostStops_WaitsNoLonger()
    {
        _time.Advance(Linger);
        using var hurry = new CancellationTokenSource();
        var begun = _announcements.BeginAsync(Patience, hurry.Token);

        await hurry.CancelAsync();
        await begun;
    }

    [Fact]
    public void End_WhileTheNameChanges_IsPutOff()
    {
        _announcements.BeginAsync(Patience, Cancellation).IsCompletedSuccessfully.ShouldBeTrue();
        _time.Advance(Linger * 3);
        _announcements.AreMade.ShouldBeTrue();

        _announcements.EndLater();
        _time.Advance(Linger);
        _announcements.AreMade.ShouldBeFalse();
    }

    [Fact]
    public void End_WhileAPoolMayHaveAnOldName_IsPutOff()
    {
        _mayEnd = false;
        _time.Advance(Linger * 3);
        _announcements.AreMade.ShouldBeTrue();

        _mayEnd = true;
        _time.Advance(Linger);
        _announcements.AreMade.ShouldBeFalse();
    }

    private void Change()
    {
        _announcements.BeginAsync(Patience, Cancellation).IsCompletedSuccessfully.ShouldBeTrue();
        _announcements.EndLater();
    }
}
