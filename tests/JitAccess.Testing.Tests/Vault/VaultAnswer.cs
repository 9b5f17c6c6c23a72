using System.Text.Json.Nodes;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>An answer as a client sees it.</summary>
internal sealed record VaultAnswer(int Status, JsonNode? Body, IReadOnlyDictionary<string, string> Headers)
{
    public string LeaseId => Body!["lease_id"]!.GetValue<string>();

    public long LeaseDuration => Body!["lease_duration"]!.GetValue<long>();

    public string UserName => Data("username");

    public string Error => Body!["errors"]![0]!.GetValue<string>();

    public string? Warning => Body!["warnings"]?[0]!.GetValue<string>();

    public string ClientToken => Body!["auth"]!["client_token"]!.GetValue<string>();

    public string Data(string name) => Body!["data"]![name]!.GetValue<string>();
}
