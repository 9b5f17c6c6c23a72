using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Writes an answer.</summary>
internal static class ReplyWriter
{
    // Quotes stay readable, as the server leaves them; nobody puts these answers into a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext http, VaultReply reply)
    {
        http.Response.StatusCode = reply.Status;
        http.Response.Headers.CacheControl = "no-store";
        if (reply.Status != 307)
            http.Response.ContentType = reply.Text is null ? "application/json" : "text/html";
        foreach (var (name, value) in reply.Headers)
            http.Response.Headers[name] = value;
        if (http.Request.Method == "HEAD" || reply.Status == 204 || (reply.Text is null && reply.Body is null))
            return;
        var bytes = reply.Body is { } body ? Bytes(body) : Encoding.UTF8.GetBytes(reply.Text!);
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Bytes(JsonObject body)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
            body.WriteTo(writer);
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
