using System.Net;
using JitAccess;

namespace OrdersApi;

/// <summary>Shows a developer which credential is in use: generation, age, expiry; there is no secret to show.</summary>
internal static class CredentialsEndpoint
{
    public static void MapCredentials(this IEndpointRouteBuilder app) =>
        app.MapGet("/credentials", (JitDatabase database, TimeProvider time) => database.GetStatus().Select(status => new
        {
            database = database.Name,
            status.Generation,
            state = status.State.ToString(),
            ageSeconds = (time.GetUtcNow() - status.IssuedAt)?.TotalSeconds,
            secondsToExpiry = (status.ExpiresAt - time.GetUtcNow())?.TotalSeconds,
            status.Failures,
        }))
            .AddEndpointFilter(static async (context, next) =>
                context.HttpContext.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
                    ? await next(context)
                    : Results.NotFound());
}
