using System.Diagnostics;
using System.Text;
using JitAccess.Testing.Internal.Aws;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JitAccess.Testing.Internal.Http;

/// <summary>A request after its transport has been taken off.</summary>
internal sealed class EmulatorCall
{
    public required string Method { get; init; }

    /// <summary>The path as it was sent, encoded as it was: signatures cover that.</summary>
    public required string RawPath { get; init; }

    /// <summary>The query as it was sent, without the question mark.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required string RawQuery { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required byte[] Body { get; init; }

    public required string Path { get; init; }

    public required IQueryCollection Query { get; init; }

    public required CancellationToken Aborted { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Returns what a signature of version 4 covers.</summary>
    public SignedRequest Signed() => new(Method, RawPath, RawQuery, name => [.. Headers[name].OfType<string>()], Body);

    public static async Task<EmulatorCall> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted).ConfigureAwait(false);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return new EmulatorCall
        {
            Method = http.Request.Method,
            RawPath = question < 0 ? target : target[..question],
            RawQuery = question < 0 ? "" : target[(question + 1)..],
            Headers = http.Request.Headers,
            Body = buffer.ToArray(),
            Path = http.Request.Path.Value ?? "/",
            Query = http.Request.Query,
            Aborted = http.RequestAborted,
        };
    }
}
