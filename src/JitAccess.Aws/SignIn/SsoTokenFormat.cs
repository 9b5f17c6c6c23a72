using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace JitAccess.Aws.SignIn;

/// <summary>Reads and writes tokens as the AWS CLI does in <c>sso/cache</c>.</summary>
internal static class SsoTokenFormat
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Reads a token; nothing where the text is none, or is for another start URL or region.</summary>
    public static SsoToken? Read(ReadOnlyMemory<byte> json, string startUrl, string region)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "startUrl") != startUrl || Text(root, "region") != region
                || Text(root, "accessToken") is not { Length: > 0 } accessToken || Time(root, "expiresAt") is not { } expiresAt)
                return null;
            var client = Text(root, "clientId") is { } id && Text(root, "clientSecret") is { } secret && Time(root, "registrationExpiresAt") is { } end
                ? new SsoClient(id, secret, end)
                : null;
            return new SsoToken(accessToken, expiresAt, Text(root, "refreshToken"), client);
        }
        catch (JsonException)
        {
            return null; // somebody else is writing it, without a rename
        }
    }

    public static byte[] Write(SsoToken token, string startUrl, string region)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("startUrl", startUrl);
            json.WriteString("region", region);
            json.WriteString("accessToken", token.RevealAccessToken());
            json.WriteString("expiresAt", Text(token.ExpiresAt));
            if (token.Client is { } client)
            {
                json.WriteString("clientId", client.Id);
                json.WriteString("clientSecret", client.RevealSecret());
                json.WriteString("registrationExpiresAt", Text(client.ExpiresAt));
            }

            if (token.RevealRefreshToken() is { } refresh)
                json.WriteString("refreshToken", refresh);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    // Version 1 of the CLI wrote UTC for Z.
    private static DateTimeOffset? Time(JsonElement root, string name) =>
        Text(root, name) is { } text && DateTimeOffset.TryParse(
            text.EndsWith("UTC", StringComparison.Ordinal) ? text[..^3] + "Z" : text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
