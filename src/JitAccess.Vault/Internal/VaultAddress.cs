using System.Diagnostics.CodeAnalysis;

namespace JitAccess.Vault.Internal;

/// <summary>Reads addresses to which secrets are sent.</summary>
internal static class VaultAddress
{
    /// <summary>Reads an address, or says what is wrong with it; never the address itself where it may hold a password.</summary>
    public static string? Check(string? text, bool mayBeInsecure, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            return "is no address; write it like 'https://vault.example.com:8200'";
        if (uri.UserInfo.Length > 0)
            return "holds a user or password; remove what stands before '@'";
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return $"is '{text}' and has a query or fragment; end it after the port or the path";
        if (uri.Scheme == Uri.UriSchemeHttp && !(mayBeInsecure && uri.IsLoopback))
            return $"is '{text}'; use https. Plain http is for Vault on this machine only, in the environment Development, and where code calls "
                + $"{nameof(VaultOptions)}.{nameof(VaultOptions.AllowInsecureLoopback)}()";

        address = uri;
        return null;
    }

    /// <summary>Reads an address that has been checked, with a slash at the end so that paths can be appended.</summary>
    public static Uri Parse(string checkedAddress) => new(checkedAddress.EndsWith('/') ? checkedAddress : checkedAddress + "/");
}
