using System.Text.Json.Serialization;

namespace Playground.Orders;

[JsonSerializable(typeof(LogLine))]
internal sealed partial class LogLineJson : JsonSerializerContext;
