using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Hosting;

/// <summary>A database ends within a bounded time, whatever its issuer does, and whoever still waits for it is told.</summary>
public class DisposalTests
{
    private const string ConnectionString = "Host=orders.example.com;Username=orders_app";
    private static readonly TimeSpan RevokeLimit = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _journal = [];
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_IssuerDoesNotAnswer_EndsAtTheLimit(bool heedsItsToken)
    {
        var database = await JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(ConnectionString), Hanging(heedsItsToken), runtime: new JitRuntime { TimeProvider = _time },
            cancellationToken: Cancellation);

        var disposal = database.DisposeAsync().AsTask();
        await _asked.Task;
        _time.Advance(RevokeLimit - TimeSpan.FromMilliseconds(1));
        disposal.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await disposal;
        _journal.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_IssuerDoesNotAnswer_EndsAtTheLimit(bool heedsItsToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = ConnectionString;
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan); // that clock is real
        builder.AddJitDatabase("orders", db => db.UseProvider(Hanging(heedsItsToken)));
        var host = builder.Build();
        await host.StartAsync(Cancellation);

        var stop = host.StopAsync(Cancellation);
        await _asked.Task;
        stop.IsCompleted.ShouldBeFalse();
        _time.Advance(RevokeLimit);

        await stop;
        _journal.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_IssuerOfManyDoesNotAnswer_WaitsOnceForAllAndDisposesWithoutWaiting()
    {
        const int databases = 20;
        var (asked, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan); // that clock is real
        for (var i = 0; i < databases; i++)
        {
            builder.Configuration[$"ConnectionStrings:tenant{i}"] = ConnectionString;
            builder.AddKeyedJitDatabase($"tenant{i}", db => db.UseProvider(new FakeLeaseProvider(_journal)
            {
                Revoking = token =>
                {
                    if (Interlocked.Increment(ref asked) == databases)
                        all.SetResult();
                    return asked <= databases ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask;
                },
            }));
        }

        var host = builder.Build();
        await host.StartAsync(Cancellation);

        var stop = host.StopAsync(Cancellation);
        await all.Task;
        _time.Advance(RevokeLimit);
        await stop;
        await ((IAsyncDisposable)host).DisposeAsync(); // the clock stands: a wait would not end

        asked.ShouldBe(databases);
    }

    [Fact]
    public async Task Dispose_WhilePrefetchWaits_EndsTheWait()
    {
        var provider = new FakeProvider(_time) { Gate = new TaskCompletionSource().Task };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = ConnectionString;
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddJitDatabase("orders", db => db.UseProvider(provider));
        var host = builder.Build();
        var start = host.StartAsync(Cancellation);
        start.IsCompleted.ShouldBeFalse();

        await host.Services.GetRequiredService<JitDatabase>().DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => start);
    }

    [Fact]
    public async Task Create_CancelledWhileItWaits_IsCancelledByItsOwnToken()
    {
        var provider = new FakeProvider(_time) { Gate = new TaskCompletionSource().Task };
        using var cancellation = new CancellationTokenSource();
        var creation = JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(ConnectionString), provider, runtime: new JitRuntime { TimeProvider = _time },
            cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => creation)).CancellationToken.ShouldBe(cancellation.Token);
    }

    private FakeLeaseProvider Hanging(bool heedsItsToken) => new(_journal)
    {
        Revoking = async token =>
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, heedsItsToken ? token : CancellationToken.None);
        },
    };
}
