using System.Text.Json;

namespace Playground.Orders;

/// <summary>A line of the service's log, as its console writes it with the JSON formatter.</summary>
internal sealed record LogLine(int EventId, string? LogLevel, string? Category, string? Message, string? Exception, JsonElement State)
{
    /// <summary>Reads a line; <see langword="null"/> where it is none, as what a runtime prints before it ends.</summary>
    public static LogLine? Parse(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        try
        {
            return JsonSerializer.Deserialize(line, LogLineJson.Default.LogLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Gets a value that the event names, as text; empty where it has none.</summary>
    public string this[string name] =>
        State.ValueKind == JsonValueKind.Object && State.TryGetProperty(name, out var value) ? value.ToString() : "";

    public override string ToString() => string.Join('\n', new[] { $"{LogLevel} {Category}[{EventId}]: {Message}", Exception }.OfType<string>());
}
