namespace JitAccess.Vault.Tests;

/// <summary>What arrived at the server.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Line => $"{Method} {Path}";

    public string? Token => Headers.GetValueOrDefault("X-Vault-Token");
}
