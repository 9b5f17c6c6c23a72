using Microsoft.AspNetCore.Http;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The path of a request as it may be told: a lease id renews and revokes in anybody's hand.</summary>
internal static class ToldPath
{
    private static readonly string[] LeasePaths = ["sys/leases/renew/", "sys/leases/revoke/", "sys/leases/lookup/"];

    public static string Of(HttpRequest request, bool hasNamespaces)
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
