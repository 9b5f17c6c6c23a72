using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A service that gets its AWS credentials from one source, and is used without a pause while hours go by.</summary>
internal sealed class SourceUnderLoad : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(3);

    private readonly SkippingServer _server;
    private readonly FederatedHost _federation;
    private readonly IHost _host;
    private readonly ActivityListener _listener;
    private int _refreshes;

    private SourceUnderLoad(SkippingServer server, FederatedHost federation, IdentitySource source, IHost host)
    {
        (_server, _federation, Source, _host) = (server, federation, source, host);
        _listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == JitAccessDiagnostics.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => Interlocked.Increment(ref _refreshes),
            ActivityStopped = _ => Interlocked.Decrement(ref _refreshes),
        };
        ActivitySource.AddActivityListener(_listener);
        Openers = new Openers(Database.DataSource);
    }

    public IdentitySource Source { get; }

    public Openers Openers { get; }

    public Testing.AwsEmulator Aws => _federation.Aws;

    private JitEngineStatus Status => Database.GetStatus()[0];

    private JitDatabase Database => _host.Services.GetRequiredService<JitDatabase>();

    public static async Task<SourceUnderLoad> StartAsync(string name, SkippingServer server)
    {
        var federation = await FederatedHost.StartAsync(server.Server, server.Time);
        var source = await IdentitySources.StartAsync(name, federation);
        return new SourceUnderLoad(server, federation, source, await federation.HostAsync(source.Use));
    }

    /// <summary>Lets minutes go by, a few at a time: each time every worker opens anew, and every refresh that this calls for comes to its end.</summary>
    /// <remarks>It goes no further once an operation has failed.</remarks>
    public async Task PassAsync(int minutes)
    {
        for (var end = _server.Time.GetUtcNow().AddMinutes(minutes); _server.Time.GetUtcNow() < end && !Openers.HasFailed;)
        {
            var (generation, left) = (Status.Generation, Status.ExpiresAt!.Value - _server.Time.GetUtcNow());

            // A token that has just been handed out must be good when the server judges it.
            _server.Skip(left * 2 / 3 < Step ? left * 2 / 3 : Step);
            await Openers.RoundAsync();
            while (!Openers.HasFailed && (Volatile.Read(ref _refreshes) > 0 || Status.State != JitEngineState.Fresh))
                await Openers.RoundAsync();
            if (Status.Generation != generation)
                await Openers.RoundAsync(); // nobody logs in with the token before it any more
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Openers.DisposeAsync();
        _listener.Dispose();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        await Source.DisposeAsync();
        await _federation.DisposeAsync();
    }
}
