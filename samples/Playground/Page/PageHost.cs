using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Playground.Board;
using Playground.Web;

namespace Playground.Page;

/// <summary>The showcase page: static files, events, documentation and, in Development, buttons.</summary>
internal static class PageHost
{
    private const string TokenHeader = "X-Playground-Token";

    public static Task<LoopbackServer> StartAsync(
        int port, string environment, LiveBoard board, Controls controls, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(
            port, environment, AddServices, app =>
            {
                app.Use(PageGate.PassAsync);
                Map(app, board);
                if (app.Environment.IsDevelopment())
                    MapControls(app, controls);
            }, cancellationToken);

    private static void AddServices(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PageJson.Default));
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // else keys would be left in the home folder
        services.AddAntiforgery(static options =>
        {
            options.HeaderName = TokenHeader;
            options.Cookie.Name = "playground";
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    private static void Map(WebApplication app, LiveBoard board)
    {
        app.MapGet("/", static () => PageFiles.Answer("index.html"));
        app.MapGet("/assets/{name}", static (string name) => PageFiles.Answer(name));
        app.MapGet("/docs/{**path}", static (string path) => DocPages.Answer(path));
        app.MapGet("/events", new EventStream(board).Answer);
    }

    private static void MapControls(WebApplication app, Controls controls)
    {
        app.MapGet("/controls", (HttpContext context, IAntiforgery antiforgery) =>
            TypedResults.Json(new ControlSet(antiforgery.GetAndStoreTokens(context).RequestToken!, controls.All), PageJson.Default.ControlSet));
        foreach (var control in controls.All)
            app.MapPost($"/controls/{control.Name}", async (HttpContext context, IAntiforgery antiforgery) =>
            {
                if (!await antiforgery.IsRequestValidAsync(context))
                    return Results.Json(
                        new Outcome("The token is missing or not ours; load the page again."), PageJson.Default.Outcome, statusCode: StatusCodes.Status400BadRequest);
                var outcome = await controls.PressAsync(control.Name);
                return Results.Json(outcome, PageJson.Default.Outcome, statusCode: outcome.StatusCode);
            });
    }
}
