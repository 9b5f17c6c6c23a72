using JitAccess.Aws;
using Npgsql;

namespace JitAccess.IntegrationTests.Load;

/// <summary>Fifty workers on a pooled and an unpooled data source, while the credential source fails and PostgreSQL is restarted.</summary>
internal sealed class Soak(SoakPlan plan, LocalServer server) : IAsyncDisposable
{
    private readonly List<JitDatabase> _databases = [];
    private readonly RestartLog _restarts = new(TimeProvider.System);

    public CountingTimeProvider Time { get; } = new();

    public SoakTally Tally { get; } = new();

    public SoakCredentials Credentials { get; private set; } = null!;

    public IReadOnlyList<JitDatabase> Databases => _databases;

    public TimeSpan Elapsed { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var began = Time.GetTimestamp();
        Credentials = new SoakCredentials(server.Authenticator.Verifier, plan.CredentialLife, Time);
        var provider = new RdsIamCredentialProvider(
            new RdsIamOptions { Credentials = Credentials, TokenLifetime = plan.CredentialLife }, Time);

        // Short-lived pooled connections, and none pooled at all: physical opens, which need a credential, never pause for long.
        await AddAsync(provider, "Maximum Pool Size=20;Connection Lifetime=5", cancellationToken);
        await AddAsync(provider, "Pooling=false", cancellationToken);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(plan.Duration);
        var workers = Enumerable.Range(0, SoakPlan.Workers).Select(i => Task.Run(() => WorkAsync(i, end.Token), CancellationToken.None)).ToList();
        try
        {
            await DisturbAsync(end.Token);
            await Task.WhenAll(workers);
        }
        finally
        {
            await end.CancelAsync(); // a server that does not come back ends the soak at once, and not after its hour
            await Task.WhenAll(workers);
        }

        Elapsed = Time.GetElapsedTime(began);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
            await database.DisposeAsync();
    }

    private async Task AddAsync(RdsIamCredentialProvider provider, string settings, CancellationToken cancellationToken) =>
        _databases.Add(await JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(server.ConnectionString($"Timeout=60;Command Timeout=60;{settings}")), provider,
            server.Options(JitPrefetch.Required), new JitRuntime { TimeProvider = Time }, cancellationToken));

    // One in five works unpooled; each of the five uses has eight pooled workers and two unpooled ones.
    private async Task WorkAsync(int number, CancellationToken end)
    {
        var use = Use.All[number % Use.All.Count];
        var isUnpooled = number / Use.All.Count % 5 == 0;
        var dataSource = _databases[isUnpooled ? 1 : 0].DataSource;
        var name = isUnpooled ? $"{use.Name}, unpooled" : use.Name;
        await using var kept = dataSource.CreateConnection();

        while (!end.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                await use.RunAsync(dataSource, kept, CancellationToken.None); // to its end: a cancelled operation would prove nothing
                Tally.Success(name);
            }
#pragma warning disable CA1031 // Whatever goes wrong is what the soak is about.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (_restarts.Excuse(began, TimeProvider.System.GetTimestamp(), e) is { } excuse)
                    Tally.Excuse(excuse);
                else
                    Tally.Failure(name, e);
            }

            await Task.Delay(plan.Pace * TimeSpan.FromMilliseconds(isUnpooled ? 50 : 10), CancellationToken.None);
        }
    }

    private async Task DisturbAsync(CancellationToken end)
    {
        var began = Time.GetTimestamp();
        var events = plan.Outages.Select(at => (At: at, IsRestart: false)).Concat(plan.Restarts.Select(at => (At: at, IsRestart: true)));
        foreach (var (at, isRestart) in events.OrderBy(e => e.At))
        {
            var wait = at - Time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
                return;
            if (isRestart)
                await _restarts.RestartAsync(() => server.Postgres.Server.RestartAsync(CancellationToken.None));
            else
                Credentials.FailFromTheNextCall(plan.Outage);
        }
    }
}
