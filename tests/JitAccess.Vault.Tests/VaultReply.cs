namespace JitAccess.Vault.Tests;

/// <summary>What the server answers.</summary>
internal sealed record VaultReply(int Status, string Body = "")
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets a value indicating whether the connection breaks instead.</summary>
    public bool Breaks { get; init; }

    public static VaultReply Error(int status, string error) => new(status, $$"""{"errors":["{{error}}"]}""");

    public VaultReply With(string header, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };
}
