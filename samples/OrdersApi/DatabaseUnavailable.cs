using JitAccess;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace OrdersApi;

/// <summary>Tells a client to come again where the database, or its credential, is away for a moment: JitAccess and Npgsql repeat nothing by themselves.</summary>
internal sealed class DatabaseUnavailable(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not (NpgsqlException { IsTransient: true } or JitCredentialException))
            return false;
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = "1";
        return await problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = { Title = "The database is away; try again." } });
    }
}
