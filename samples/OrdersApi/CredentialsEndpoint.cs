using System.Net;
using JitAccess;
using Npgsql;

namespace OrdersApi;

/// <summary>Shows a developer which credential is in use, and replaces it on demand; there is no secret to show.</summary>
internal static class CredentialsEndpoint
{
    public static void MapCredentials(this IEndpointRouteBuilder app)
    {
        var local = app.MapGroup("").AddEndpointFilter(static async (context, next) =>
            IsOfThisMachine(context.HttpContext) ? await next(context) : Results.NotFound());
        local.MapGet("/credentials", async (JitDatabase database, TimeProvider time, CancellationToken ct) =>
        {
            var userName = await UserNameAsync(database, ct);
            return database.GetStatus().Select(status => new
            {
                database = database.Name,
                key = status.Key.ToString(),
                userName,
                status.Generation,
                state = status.State.ToString(),
                status.IsRejected,
                status.IssuedAt,
                status.ExpiresAt,
                ageSeconds = (time.GetUtcNow() - status.IssuedAt)?.TotalSeconds,
                secondsToExpiry = (status.ExpiresAt - time.GetUtcNow())?.TotalSeconds,
                status.Failures,
                status.NextAttemptAt,
            });
        });
        local.MapPost("/credentials/rotate", async (JitDatabase database, CancellationToken ct) =>
        {
            await database.RotateAsync(ct);
            return TypedResults.NoContent();
        });
    }

    /// <summary>Refuses other machines, and web pages: a browser adds <c>Origin</c> to what they post, wherever they are from.</summary>
    private static bool IsOfThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller) && context.Request.Headers.Origin.Count == 0;

    /// <summary>Asks the database, for who logged in is its word; <see langword="null"/> where it does not answer, for the rest is of use then too.</summary>
    private static async Task<string?> UserNameAsync(JitDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.DataSource.CreateCommand("SELECT session_user::text");
            return (string?)await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or JitAccessException)
        {
            return null;
        }
    }
}
