using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Hosting;

/// <summary>Leases end when nobody needs them any more: after the last worker, or, where there is no host, with the database.</summary>
public class ShutdownTests
{
    private const int RevokeFailed = 4004;
    private const string ConnectionString = "Host=orders.example.com;Username=orders_app";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow()); // moved by one test only: no call takes too long, whatever halts it
    private readonly List<string> _journal = [];
    private readonly FakeLeaseProvider _provider;

    public ShutdownTests() => _provider = new FakeLeaseProvider(_journal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_WorkersRegisteredBeforeOrAfter_RevokesWhenAllHaveStopped(bool databaseFirst)
    {
        var builder = Builder();
        if (databaseFirst)
            builder.AddJitDatabase("orders", db => db.UseProvider(_provider));
        builder.Services.AddSingleton<IHostedService>(services => new Worker("one", services.GetRequiredService<NpgsqlDataSource>, _journal));
        builder.Services.AddSingleton<IHostedService>(services => new Worker("two", services.GetRequiredService<NpgsqlDataSource>, _journal));
        if (!databaseFirst)
            builder.AddJitDatabase("orders", db => db.UseProvider(_provider));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        await host.StopAsync(Cancellation);

        _journal.Take(2).ShouldBe(["one stopped", "two stopped"], ignoreOrder: true);
        _journal.Skip(2).ShouldBe(["revoked lease-1"]);
    }

    [Fact]
    public async Task Stop_ThenDispose_RevokesOnce()
    {
        var builder = Builder();
        builder.AddJitDatabase("orders", db => db.UseProvider(_provider));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);

        await ((IAsyncDisposable)host).DisposeAsync();

        _journal.ShouldBe(["revoked lease-1"]);
    }

    [Fact]
    public async Task Dispose_OfAHostThatNeverStopped_IsTheBackstop()
    {
        var builder = Builder();
        builder.AddJitDatabase("orders", db => db.UseProvider(_provider));
        var host = builder.Build();
        await host.StartAsync(Cancellation);

        await ((IAsyncDisposable)host).DisposeAsync();

        _journal.ShouldBe(["revoked lease-1"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_WithoutAHost_RevokesOnceHoweverOften(bool asynchronously)
    {
        var database = await JitDatabase.CreateAsync(new NpgsqlDataSourceBuilder(ConnectionString), _provider, runtime: new JitRuntime { TimeProvider = _time }, cancellationToken: Cancellation);

        for (var i = 0; i < 2; i++)
        {
            if (asynchronously)
                await database.DisposeAsync();
            else
#pragma warning disable CA1849 // The synchronous way is what is tested.
                database.Dispose();
#pragma warning restore CA1849
        }

        _journal.ShouldBe(["revoked lease-1"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_IssuerDown_DoesNotFailTheShutdownAndIsReported(bool saysSo)
    {
        _provider.Revoking = _ => throw (saysSo ? new JitProviderException(JitProviderErrorKind.Misconfigured, "down") : new HttpRequestException("down"));
        using var host = Host(out var logs);
        await host.StartAsync(Cancellation);

        await Should.NotThrowAsync(() => host.StopAsync(Cancellation));

        _journal.ShouldBeEmpty();
        ShouldReportOneLease(logs).Exception!.Message.ShouldBe("down");
    }

    [Fact]
    public async Task Stop_IssuerNeverAnswers_IsGivenUpAndReported()
    {
        var asked = new TaskCompletionSource();
        _provider.Revoking = _ =>
        {
            asked.SetResult();
            return new TaskCompletionSource().Task; // and looks at no token
        };
        using var host = Host(out var logs);
        await host.StartAsync(Cancellation);

        var stop = host.StopAsync(Cancellation);
        await asked.Task.WaitAsync(Cancellation);
        stop.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(5));
        await stop;

        ShouldReportOneLease(logs);
    }

    private FakeLogRecord ShouldReportOneLease(FakeLogCollector logs)
    {
        var report = logs.GetSnapshot().Where(static record => record.Id.Id == RevokeFailed).ShouldHaveSingleItem();
        report.Level.ShouldBe(LogLevel.Warning);
        report.Message.ShouldBe($"A lease of database orders could not be revoked and ends by itself at {_provider.End:O}");
        return report;
    }

    private IHost Host(out FakeLogCollector logs)
    {
        var builder = Builder();
        builder.Logging.AddFakeLogging();
        builder.AddJitDatabase("orders", db => db.UseProvider(_provider));
        var host = builder.Build();
        logs = host.Services.GetFakeLogCollector();
        return host;
    }

    private HostApplicationBuilder Builder()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = ConnectionString;
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan); // that clock is real
        return builder;
    }

    /// <summary>A worker that still needs the database when it is told to stop.</summary>
    private sealed class Worker(string name, Func<NpgsqlDataSource> dataSource, List<string> journal) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await Task.Yield(); // a revocation that did not wait for workers would come first
            dataSource().ConnectionString.ShouldContain("orders_app");
            lock (journal)
                journal.Add($"{name} stopped");
        }
    }
}
