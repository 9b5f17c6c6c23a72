using System.Text.Json.Serialization;

namespace Playground.Page;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageEvent))]
[JsonSerializable(typeof(ControlSet))]
[JsonSerializable(typeof(Outcome))]
internal sealed partial class PageJson : JsonSerializerContext;
