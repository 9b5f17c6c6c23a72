using System.Text.Json.Serialization;

namespace JitAccess.Vault.Json;

/// <summary>Reads and writes JSON without reflection; generated.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VaultEnvelope))]
[JsonSerializable(typeof(VaultBody))]
[JsonSerializable(typeof(WrappedToken))]
[JsonSerializable(typeof(JwtPayload))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string[]>))]
internal sealed partial class VaultJson : JsonSerializerContext;
