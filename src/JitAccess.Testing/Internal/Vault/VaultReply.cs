using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>An answer before it is written.</summary>
internal sealed class VaultReply(int status, JsonObject? body = null)
{
    public int Status { get; } = status;

    public JsonObject? Body { get; } = body;

    /// <summary>Where the body is not JSON, as that of a proxy.</summary>
    public string? Text { get; init; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static VaultReply NoContent() => new(204);

    public static VaultReply Failed(int status, params IEnumerable<string> errors) => new(status, new JsonObject { ["errors"] = Json.Texts(errors) });

    public static VaultReply Of(VaultRefusalException refusal) => Failed(refusal.Status, refusal.Errors);

    /// <summary>The envelope that most answers come in; every member is always there.</summary>
    public static VaultReply Envelope(
        JsonObject? data = null, string leaseId = "", bool renewable = false, long leaseDuration = 0, IReadOnlyList<string>? warnings = null,
        JsonObject? auth = null, JsonObject? wrapInfo = null, string? requestId = null) => new(200, new JsonObject
        {
            ["request_id"] = requestId ?? Guid.NewGuid().ToString(),
            ["lease_id"] = leaseId,
            ["renewable"] = renewable,
            ["lease_duration"] = leaseDuration,
            ["data"] = data,
            ["wrap_info"] = wrapInfo,
            ["warnings"] = warnings is { Count: > 0 } ? Json.Texts(warnings) : null,
            ["auth"] = auth,
        });
}
