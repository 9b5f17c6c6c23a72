using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Reading and writing of JSON, as leniently as the server does and no more.</summary>
internal static class Json
{
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static t => (JsonNode?)JsonValue.Create(t))]);

    public static JsonObject? Map(IReadOnlyDictionary<string, string>? map) =>
        map is null ? null : new JsonObject(map.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => KeyValuePair.Create(p.Key, (JsonNode?)JsonValue.Create(p.Value))));

    /// <summary>Reads a text; a number counts as its digits, anything else as absent.</summary>
    public static string? Text(this JsonObject body, string name) => body[name] switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
        _ => null,
    };

    public static bool? Flag(this JsonObject body, string name) => body[name] switch
    {
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && bool.TryParse(value.GetValue<string>(), out var flag) => flag,
        null => null,
        _ => throw new VaultRefusalException(400, $"Field validation failed: error converting input for field \"{name}\": not a boolean"),
    };

    /// <summary>Reads a time span: whole seconds as a number or text, or a duration such as <c>30m</c>.</summary>
    public static TimeSpan? Span(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.Number or JsonValueKind.String && GoDuration.TryParse(body.Text(name)!, out var span) => span,
        var other => throw new VaultRefusalException(
            400, $"Field validation failed: error converting input {other.ToJsonString()} for field \"{name}\": invalid duration"),
    };

    public static int Number(this JsonObject body, string name) => body[name] switch
    {
        null => 0,
        JsonValue when int.TryParse(body.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new VaultRefusalException(400, $"Field validation failed: error converting input for field \"{name}\": not a number"),
    };

    /// <summary>Reads a list: an array, or one text with commas.</summary>
    public static IReadOnlyList<string> List(this JsonObject body, string name) => body[name] switch
    {
        JsonArray items => [.. items.Where(static i => i is JsonValue && i.GetValueKind() == JsonValueKind.String).Select(static i => i!.GetValue<string>())],
        JsonValue => body.Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
        _ => [],
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
