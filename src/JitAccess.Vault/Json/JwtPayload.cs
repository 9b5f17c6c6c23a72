using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitAccess.Vault.Json;

/// <summary>The claim of a JWT that says for whom it is: a text, or a list of them.</summary>
internal sealed class JwtPayload
{
    [JsonPropertyName("aud")]
    public JsonElement Audience { get; init; }
}
