using System.Diagnostics;
using JitAccess.Internal;
using JitAccess.Internal.Rotation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Internal.Rotation;

/// <summary>Between Npgsql's read of a user name and the first sign of its open no name changes; and the application's log stays what it was.</summary>
[Collection(nameof(RotationEpoch))]
public sealed class AnnouncedOpensTests : IDisposable
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=user-1;Database=announced;Timeout=600";

    private readonly FakeLogCollector _logged = new();
    private readonly LoggerFactory _chosen = new();
    private readonly NpgsqlDataSourceBuilder _builder = new(Nowhere);
    private readonly PhysicalOpenListener _ours = PhysicalOpenListener.Acquire();
    private readonly Announcements _announcements = new(mayEnd: static () => false, TimeProvider.System);
    private readonly FirstListener _first;
    private DateTimeOffset _broken;

    public AnnouncedOpensTests(FirstListener first)
    {
        _first = first;
        RotationEpoch.Acquire();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        RotationEpoch.Release();
        _ours.Dispose();
        _announcements.Dispose();
        _chosen.Dispose();
    }

    [Fact]
    public async Task Open_OfNpgsql_HoldsTheNameFromItsReadToItsActivity()
    {
        AnnouncedOpens.Hear(_builder, _announcements, NullLoggerFactory.Instance);
        await using var dataSource = _builder.Build();
        await Should.ThrowAsync<NpgsqlException>(async () => await dataSource.OpenConnectionAsync(Cancellation));

        _first.WasReading("announced").ShouldBeTrue();
        RotationEpoch.IsReading.ShouldBeFalse();
    }

    [Fact]
    public async Task Open_WhileNoChangeIsNear_HoldsNothing()
    {
        using var ended = NoChangeIsNear(new FakeTimeProvider());
        _builder.ConnectionStringBuilder.Database = "unannounced";
        AnnouncedOpens.Hear(_builder, ended, NullLoggerFactory.Instance);
        await using var dataSource = _builder.Build();
        await Should.ThrowAsync<NpgsqlException>(async () => await dataSource.OpenConnectionAsync(Cancellation));

        _first.WasReading("unannounced").ShouldBeFalse();
        new AnnouncedOpens(_chosen, ended).CreateLogger("Npgsql.Connection").IsEnabled(LogLevel.Trace).ShouldBeFalse();
    }

    [Fact]
    public async Task Change_WhileAnOpenReads_ComesAfterIt()
    {
        var pool = new NpgsqlConnectionStringBuilder(Nowhere);
        RotationEpoch.BeginRead();
        using var begins = new ManualResetEventSlim();
        var change = Task.Factory.StartNew(Change, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var open = new Activity("CONNECT orders");
        try
        {
            begins.Wait(Cancellation);
            for (var i = 0; i < 100; i++)
            {
                pool.Username.ShouldBe("user-1");
                Thread.Yield();
            }
        }
        finally
        {
            RotationEpoch.Note(); // else the change would wait for ever
            RotationEpoch.StampOn(open);
        }

        (await change).ShouldBeGreaterThan(RotationEpoch.Of(open)!.Value);
        pool.Username.ShouldBe("user-2");

        long Change()
        {
            begins.Set();
            return RotationEpoch.Advance("user-2", [pool], Timeout.InfiniteTimeSpan); // however long the open, which is this test, halts
        }
    }

    [Fact]
    public void Change_OnTheThreadOfAnOpenThatWentNoFurther_DoesNotWaitForItself()
    {
        var pool = new NpgsqlConnectionStringBuilder(Nowhere);
        RotationEpoch.BeginRead();
        RotationEpoch.BeginRead(); // another open, for the first was never heard of again

        RotationEpoch.Advance("user-2", [pool]);

        pool.Username.ShouldBe("user-2");
        RotationEpoch.IsReading.ShouldBeFalse();
    }

    [Fact]
    public void Change_OpenOnAThreadThatIsGone_IsWaitedForOnceAndNotForEver()
    {
        var pool = new NpgsqlConnectionStringBuilder(Nowhere);
        var gone = new Thread(RotationEpoch.BeginRead);
        gone.Start();
        gone.Join();

        RotationEpoch.Advance("user-2", [pool]);
        pool.Username.ShouldBe("user-2");

        RotationEpoch.BeginRead(); // would wait for a change that waits for the one that is gone
        RotationEpoch.Advance("user-3", [pool]);
        pool.Username.ShouldBe("user-3");
    }

    [Theory]
    [InlineData(LogLevel.Trace)]
    [InlineData(LogLevel.Debug)]
    [InlineData(LogLevel.Information)]
    public async Task Log_OfTheApplication_GetsWhatItAskedForAndNoMore(LogLevel level)
    {
        using var filtered = LoggerFactory.Create(logging => logging.SetMinimumLevel(level).AddProvider(new FakeLoggerProvider(_logged)));
        _builder.UseLoggerFactory(filtered);

        AnnouncedOpens.Hear(_builder, _announcements, NullLoggerFactory.Instance);
        await using var dataSource = _builder.Build();
        await Should.ThrowAsync<NpgsqlException>(async () => await dataSource.OpenConnectionAsync(Cancellation));

        var connection = _logged.GetSnapshot().Where(static record => record.Category == "Npgsql.Connection").ToArray();
        connection.Any(static record => record.Id.Id == 1110).ShouldBe(level == LogLevel.Trace);
        connection.ShouldAllBe(record => record.Level >= level);
    }

    [Fact]
    public void Log_LevelChangesWhileItRuns_IsFollowedWithinASecond()
    {
        var (time, level) = (new FakeTimeProvider(), LogLevel.Information);
        using var ended = NoChangeIsNear(time);
        using var filtered = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_logged))
            .SetMinimumLevel(LogLevel.Trace).AddFilter(asked => asked >= level));
        var logger = new AnnouncedOpens(filtered, ended).CreateLogger("Npgsql.Connection");
        Enum.GetValues<LogLevel>().Where(logger.IsEnabled).ShouldBe([LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical]);

        level = LogLevel.Trace;
        time.Advance(TimeSpan.FromSeconds(1));
        logger.IsEnabled(LogLevel.Trace).ShouldBeTrue();
        Write(LogLevel.Trace, "one");

        level = LogLevel.Debug;
        time.Advance(TimeSpan.FromSeconds(1));
        Write(LogLevel.Trace, "two");
        Write(LogLevel.Debug, "three");

        _logged.GetSnapshot().Select(static record => record.Message).ShouldBe(["one", "three"]);

        void Write(LogLevel on, string text) => logger.Log(on, default, text, null, static (state, _) => state);
    }

    [Fact]
    public void Log_OfALoggerThatFails_IsAsItWas()
    {
        var time = new FakeTimeProvider();
        using var ended = NoChangeIsNear(time);
        using var filtered = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_logged))
            .SetMinimumLevel(LogLevel.Trace).AddFilter(_ => time.GetUtcNow() < _broken ? true : throw new InvalidOperationException("broken")));
        _broken = time.GetUtcNow() + TimeSpan.FromSeconds(0.5);
        var logger = new AnnouncedOpens(filtered, ended).CreateLogger("Npgsql.Connection");

        time.Advance(TimeSpan.FromSeconds(1));

        logger.IsEnabled(LogLevel.Debug).ShouldBeTrue();
    }

    [Fact]
    public void Logger_OfAnotherCategory_IsTheApplicationsOwn()
    {
        var factory = new AnnouncedOpens(_chosen, _announcements);

        factory.CreateLogger("Npgsql.Command").ShouldBeSameAs(_chosen.CreateLogger("Npgsql.Command"));
        factory.CreateLogger("Npgsql.Connection").IsEnabled(LogLevel.Trace).ShouldBeTrue();
    }

    private static Announcements NoChangeIsNear(FakeTimeProvider time)
    {
        var announcements = new Announcements(mayEnd: static () => true, time);
        time.Advance(TimeSpan.FromMinutes(1));
        return announcements;
    }
}
