using System.Globalization;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Counts requests against a quota, interval by interval.</summary>
internal sealed class RateWindow(VaultEmulatorRateLimit limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _ends;
    private int _taken;

    /// <summary>Counts a request; returns the answer that refuses it, or <see langword="null"/>.</summary>
    /// <param name="path">The path.</param>
    /// <param name="headers">What the answer carries either way.</param>
    public VaultReply? Take(string path, out IReadOnlyDictionary<string, string> headers)
    {
        headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!path.StartsWith(limit.Path.TrimStart('/'), StringComparison.Ordinal))
            return null;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now >= _ends)
                (_ends, _taken) = (now + limit.Interval, 0);
            var isOver = _taken >= limit.Requests;
            if (!isOver)
                _taken++;
            if (limit.SendsHeaders)
                headers = Headers(_ends - now, isOver);
            return isOver ? VaultReply.Failed(429, $"request path \"{path}\": rate limit quota exceeded") : null;
        }
    }

    private Dictionary<string, string> Headers(TimeSpan rest, bool isOver)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(rest.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-Ratelimit-Limit"] = limit.Requests.ToString(CultureInfo.InvariantCulture),
            ["X-Ratelimit-Remaining"] = (limit.Requests - _taken).ToString(CultureInfo.InvariantCulture),
            ["X-Ratelimit-Reset"] = seconds,
        };
        if (isOver)
            headers["Retry-After"] = seconds;
        return headers;
    }
}
