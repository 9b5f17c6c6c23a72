using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Playground.Web;

/// <summary>A web server of this process that only this machine reaches; it reads no configuration and takes no signals.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    // A page that listens to events never hangs up by itself.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(300);

    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
    }

    public Uri Address { get; }

    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="environment">What <see cref="IHostEnvironment"/> says.</param>
    /// <param name="configure">Adds services.</param>
    /// <param name="map">Adds endpoints.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LoopbackServer> StartAsync(
        int port, string environment, Action<IServiceCollection> configure, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRouting().AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(static o => o.ShutdownTimeout = StopLimit);
        configure(builder.Services);
        var application = builder.Build();
        try
        {
            map(application);
            await application.StartAsync(cancellationToken);
            return new LoopbackServer(application);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(StopLimit))
            try
            {
                await _application.StopAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                // what was open is cut off
            }

        await _application.DisposeAsync();
    }
}
