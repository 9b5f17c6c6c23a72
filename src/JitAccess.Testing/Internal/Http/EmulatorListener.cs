using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.Testing.Internal.Http;

/// <summary>The port: Kestrel without a host's habits, for it reads no configuration and takes no signals.</summary>
internal sealed class EmulatorListener : IAsyncDisposable
{
    private const int LargestBody = 256 * 1024;

    // Requests that are under way are cut off then, as a crash does.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(300);

    // Clients of a busy machine halt in the midst of a handshake or a request, and find their connection where they left it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly WebApplication _application;

    private EmulatorListener(WebApplication application) => _application = application;

    public int Port { get; private set; }

    public static async Task<EmulatorListener> StartAsync(
        IPEndPoint endpoint, X509Certificate2? certificate, TestCertificateAuthority? clientAuthority,
        Func<Microsoft.AspNetCore.Http.HttpContext, Task> handler, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(static o => o.ShutdownTimeout = StopLimit);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            (kestrel.Limits.KeepAliveTimeout, kestrel.Limits.RequestHeadersTimeout) = (Patience, Patience);
            (kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.MinResponseDataRate) = (null, null);
            kestrel.Listen(endpoint, listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(certificate, https => Ask(https, clientAuthority));
            });
        });
        var listener = new EmulatorListener(builder.Build());
        try
        {
            listener._application.Run(new Microsoft.AspNetCore.Http.RequestDelegate(handler));
            await listener._application.StartAsync(cancellationToken).ConfigureAwait(false);
            var address = listener._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            listener.Port = new Uri(address).Port;
            return listener;
        }
        catch
        {
            await listener._application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static void Ask(HttpsConnectionAdapterOptions https, TestCertificateAuthority? clientAuthority)
    {
        https.HandshakeTimeout = Patience;
        if (clientAuthority is null)
            return;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => clientAuthority.VouchesForClient(certificate);
    }

    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(StopLimit, TimeProvider.System))
            try
            {
                await _application.StopAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // the bound is reached and what was open is cut off
            }

        await _application.DisposeAsync().ConfigureAwait(false);
    }
}
