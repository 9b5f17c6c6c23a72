using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Writes an answer.</summary>
internal static class ReplyWriter
{
    // Quotes stay readable, as the server leaves them; nobody puts these answers into a page.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext http, VaultReply reply)
    {
        http.Response.StatusCode = reply.Status;
        http.Response.Headers.CacheControl = "no-store";
        if (reply.Status != 307)
            http.Response.ContentType = reply.Text is null ? "application/json" : "text/html";
        foreach (var (name, value) in reply.Headers)
            http.Response.Headers[name] = value;
        var text = reply.Text ?? (reply.Body is { } body ? body.ToJsonString(Readable) + "\n" : null);
        if (text is null || http.Request.Method == "HEAD" || reply.Status == 204)
            return;
        var bytes = Encoding.UTF8.GetBytes(text);
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
    }
}
