namespace JitAccess.Aws.Internal;

/// <summary>Judges addresses to which tokens are sent.</summary>
internal static class ServiceAddress
{
    /// <summary>Says what is wrong with an address; never the address itself where it may hold a password.</summary>
    /// <param name="text">The address.</param>
    /// <param name="mayBeInsecure">Whether plain HTTP to this machine is permitted.</param>
    public static string? Fault(string text, bool mayBeInsecure) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address switch
    {
        { UserInfo.Length: > 0 } => "holds a user or password; remove what stands before '@'",
        { Query.Length: > 0 } or { Fragment.Length: > 0 } => "has a query or fragment; end it after the port or the path",
        { Scheme: "https" } => null,
        { Scheme: "http", IsLoopback: true } when mayBeInsecure => null,
        { Scheme: "http" } => $"is '{text}'; use https. Plain http is for a service on this machine only, in the environment Development, and where code calls AllowInsecureLoopback()",
        _ => "is no address; write it like 'https://service.example.com'",
    } : "is no address; write it like 'https://service.example.com'";
}
