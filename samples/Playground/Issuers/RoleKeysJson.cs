using System.Text.Json.Serialization;

namespace Playground.Issuers;

[JsonSerializable(typeof(RoleKeys))]
internal sealed partial class RoleKeysJson : JsonSerializerContext;
