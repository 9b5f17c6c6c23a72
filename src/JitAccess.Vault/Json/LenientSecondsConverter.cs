using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitAccess.Vault.Json;

/// <summary>Reads whole numbers that plugins of Vault send as numbers, floats, texts or null.</summary>
internal sealed class LenientSecondsConverter : JsonConverter<long>
{
    public override bool HandleNull => true;

    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return 0;
            case JsonTokenType.Number when reader.TryGetInt64(out var whole):
                return whole;
            case JsonTokenType.Number when reader.TryGetDouble(out var number):
                return Floor(number);
            case JsonTokenType.String when double.TryParse(
                (reader.GetString() ?? "").TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out var text):
                return Floor(text);
            default:
                throw new JsonException("Not a number of seconds.");
        }
    }

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    private static long Floor(double value) => double.IsFinite(value) ? (long)Math.Clamp(Math.Floor(value), -1, 1e12) : 0;
}
