using Microsoft.AspNetCore.Http;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The requests that came in, the newest of them if they are many.</summary>
internal sealed class RequestLog
{
    private const int Kept = 100_000;

    private static readonly string[] LeasePaths = ["sys/leases/renew/", "sys/leases/revoke/", "sys/leases/lookup/"];

    private readonly Queue<VaultEmulatorRequest> _requests = new();
    private readonly Lock _gate = new();

    public IReadOnlyList<VaultEmulatorRequest> All
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    public void Add(VaultEmulatorRequest request)
    {
        lock (_gate)
        {
            if (_requests.Count == Kept)
                _requests.Dequeue();
            _requests.Enqueue(request);
        }
    }

    /// <summary>Returns the path as it may be told: a lease id renews and revokes in anybody's hand.</summary>
    public static string PathOf(HttpRequest request, bool hasNamespaces)
    {
        var path = request.Path.Value ?? "";
        path = path.StartsWith("/v1/", StringComparison.Ordinal) ? path["/v1/".Length..] : path;
        foreach (var prefix in LeasePaths)
            if (path.IndexOf(prefix, StringComparison.Ordinal) is var at and >= 0)
                path = path[..(at + prefix.Length)] + "…";
        var header = hasNamespaces ? request.Headers["X-Vault-Namespace"].ToString().Trim('/') : "";
        return header.Length > 0 ? $"{header}/{path}" : path;
    }
}
