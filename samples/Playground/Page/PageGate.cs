using System.Net;
using Microsoft.AspNetCore.Http;

namespace Playground.Page;

/// <summary>Lets in who is on this machine and means this machine, and tells browsers what the page may do.</summary>
/// <remarks>A page of somebody else's that has its name resolved to 127.0.0.1 sends its own name as <c>Host</c>, and is refused.</remarks>
internal static class PageGate
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Names = ["localhost", "127.0.0.1"];

    public static Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller) &&
            Names.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase) && (context.Request.Host.Port ?? 80) == context.Connection.LocalPort)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
