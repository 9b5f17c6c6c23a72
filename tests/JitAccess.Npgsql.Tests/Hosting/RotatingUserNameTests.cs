using JitAccess.Tests.Refresh;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Hosting;

/// <summary>What a provider that chooses the user name asks of a database before any server does.</summary>
public class RotatingUserNameTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HookedTimeProvider _clock;

    public RotatingUserNameTests() => _clock = new HookedTimeProvider(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host=orders.example.com;Username=orders_app", null)]
    [InlineData("Host=orders.example.com", "orders_app")]
    public async Task Create_UserNameIsGiven_IsRefusedWithTheRemedy(string connectionString, string? option)
    {
        var error = await Should.ThrowAsync<JitConfigurationException>(() => CreateAsync(Provider(), connectionString, option));

        error.Message.ShouldContain("the user name 'orders_app', but fake chooses one with each credential");
        error.Message.ShouldContain("Remove Username from the connection string, and JitAccess:Databases:orders:UserName");
    }

    [Fact]
    public async Task Create_AUserForEachOfTwoHosts_IsRefused() =>
        (await Should.ThrowAsync<JitConfigurationException>(() => CreateAsync(Provider(JitCredentialScope.PerEndpoint), "Host=writer.example.com,reader.example.com")))
            .Message.ShouldContain("one database for each host");

    [Fact]
    public async Task Create_OneUserForTwoHosts_IsServed()
    {
        await using var database = await CreateAsync(Provider(), "Host=writer.example.com,reader.example.com");

        database.MultiHostDataSource.ShouldNotBeNull();
        database.GetStatus().ShouldHaveSingleItem().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task DataSource_FirstUse_WaitsForTheFirstCredentialAndTakesItsName()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = Provider(gate: answer.Task);
        await using var database = await CreateAsync(provider);
        provider.Calls.ShouldBe(0);

        var first = Task.Factory.StartNew(() => database.DataSource, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await provider.Asked.WaitAsync(Cancellation);
        first.IsCompleted.ShouldBeFalse();
        answer.SetResult();
        var dataSource = await first;

        new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Username.ShouldBe("user-1");
        dataSource.ConnectionString.ShouldNotContain("secret");
        database.DataSource.ShouldBeSameAs(dataSource);
        provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task DataSource_NoCredential_ThrowsAndALaterUseAsksAgain()
    {
        var provider = Provider();
        provider.Failure = _ => new JitProviderException(JitProviderErrorKind.Transient, "down");
        await using var database = await CreateAsync(provider);
        Should.Throw<JitCredentialException>(() => database.DataSource);

        provider.Failure = _ => null;
        _time.Advance(TimeSpan.FromMinutes(5)); // past any backoff

        new NpgsqlConnectionStringBuilder(database.DataSource.ConnectionString).Username.ShouldBe("user-2");
    }

    [Fact]
    public async Task DataSource_ACrowdWhileTheIssuerHangs_WaitsOnceAndNotOneAfterTheOther()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = Provider(gate: answer.Task);
        await using var database = await CreateAsync(provider);
        var idle = _clock.Timers; // of the scheduler, and of the announcements
        var first = Task.Factory.StartNew(() => database.DataSource, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await provider.Asked.WaitAsync(Cancellation);
        while (_clock.Timers < idle + 2) // the call's limit, and the wait's
            await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(10)); // to the end of the wait; the call's is later

        var error = await Should.ThrowAsync<JitCredentialException>(first);
        for (var i = 0; i < 100; i++)
            Should.Throw<JitCredentialException>(() => database.DataSource).Message.ShouldBe(error.Message); // on a clock that stands

        answer.SetResult();
        while (database.GetStatus()[0].Generation == 0)
            await Task.Yield();

        database.DataSource.ShouldNotBeNull();
    }

    private FakeProvider Provider(JitCredentialScope scope = JitCredentialScope.PerDatabase, Task? gate = null) =>
        new(_clock) { RotatesUserName = true, Scope = scope, Gate = gate ?? Task.CompletedTask };

    private Task<JitDatabase> CreateAsync(FakeProvider provider, string connectionString = "Host=orders.example.com", string? userName = null)
    {
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.None, UserName = userName };
        options.Refresh.TransientRetries = 0;
        return JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(connectionString) { Name = "orders" }, provider, options, new JitRuntime { TimeProvider = _clock }, Cancellation);
    }
}
