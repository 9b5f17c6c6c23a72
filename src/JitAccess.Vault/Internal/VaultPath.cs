namespace JitAccess.Vault.Internal;

/// <summary>Joins names to the path of a request.</summary>
internal static class VaultPath
{
    /// <summary>Says whether a name can stand in a path without leading elsewhere.</summary>
    public static bool IsValid(string? name) =>
        !string.IsNullOrWhiteSpace(name) && name.Trim('/').Split('/').All(s => s.Length > 0 && s is not ("." or "..") && !s.Any(char.IsControl));

    /// <summary>Escapes each part of a name and keeps its slashes.</summary>
    public static string Escape(string name) => string.Join('/', name.Trim('/').Split('/').Select(Uri.EscapeDataString));
}
