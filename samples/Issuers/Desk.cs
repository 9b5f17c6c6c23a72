using System.Security.Cryptography.X509Certificates;

namespace Issuers;

/// <summary>The web application of a desk: health and commands at one port of loopback and, where the desk has one, its issuer at another.</summary>
internal static class Desk
{
    public static TimeSpan Outage { get; } = TimeSpan.FromSeconds(30);

    public static WebApplicationBuilder CreateBuilder(out DeskSettings settings, X509Certificate2? issuerCertificate = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        var read = settings = DeskSettings.Read(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(read.ControlPort);
            if (issuerCertificate is not null)
                kestrel.ListenLocalhost(read.IssuerPort, listen => listen.UseHttps(issuerCertificate));
        });
        return builder;
    }

    /// <summary>Maps a command of the dashboard; like OrdersApi's, it refuses web pages, which a browser betrays by <c>Origin</c>.</summary>
    public static void MapCommand(this WebApplication app, string path, Func<CancellationToken, Task> command) =>
        app.MapPost(path, async (HttpContext context, CancellationToken cancellationToken) =>
        {
            if (context.Request.Headers.Origin.Count != 0)
                return Results.NotFound();
            await command(cancellationToken);
            return Results.NoContent();
        });
}
