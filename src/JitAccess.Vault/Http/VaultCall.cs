using JitAccess.Vault.Json;

namespace JitAccess.Vault.Http;

/// <summary>One request to Vault.</summary>
internal sealed class VaultCall
{
    /// <summary>Gets the path below <c>/v1/</c>, escaped; it holds no secret, for it stands in logs.</summary>
    public required string Path { get; init; }

    /// <summary>Gets what the request is for, to go on after "to", such as <c>create a database user</c>.</summary>
    public required string Purpose { get; init; }

    /// <summary>Gets the body of a POST; <see langword="null"/> for a GET.</summary>
    public VaultBody? Body { get; init; }

    /// <summary>Gets a value indicating whether it is a POST without a body.</summary>
    public bool IsBare { get; init; }

    public string? Token { get; init; }

    public string? Namespace { get; init; }

    /// <summary>Gets what of the request else than its token an answer must not repeat.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Gets the database for which the request creates a user, if it does: a lost answer then leaves a user behind.</summary>
    public string? CreatesUserFor { get; init; }

    public bool IsPost => Body is not null || IsBare;

    public string MethodName => IsPost ? "POST" : "GET";

    /// <summary>Gets the rule that a policy needs for this request.</summary>
    public string PolicyRule => $$"""path "{{Uri.UnescapeDataString(Path)}}" { capabilities = ["{{(IsPost ? "update" : "read")}}"] }""";
}
