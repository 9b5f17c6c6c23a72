namespace Issuers;

/// <summary>Passes requests on to Vault, and answers as a sealed one while it is stopped.</summary>
internal sealed class VaultProxy(VaultClient vault, TimeProvider time)
{
    private static readonly string[] HopByHop = ["Connection", "Host", "Transfer-Encoding"];

    private long _stoppedUntil;

    public void Stop(TimeSpan duration) => Volatile.Write(ref _stoppedUntil, (time.GetUtcNow() + duration).UtcTicks);

    public async Task ForwardAsync(HttpContext context)
    {
        if (time.GetUtcNow().UtcTicks < Volatile.Read(ref _stoppedUntil))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsJsonAsync(new { errors = (string[])["Vault is sealed"] }, context.RequestAborted);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri($"{context.Request.Path.ToUriComponent()}{context.Request.QueryString}".TrimStart('/'), UriKind.Relative));
        if (body.Length > 0)
            request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers.Where(static h => !HopByHop.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());

        using var response = await vault.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(static h => !HopByHop.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[name] = values.ToArray();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
