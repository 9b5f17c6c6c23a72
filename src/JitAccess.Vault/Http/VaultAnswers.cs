using System.Globalization;
using System.Text;
using System.Text.Json;
using JitAccess.Vault.Json;

namespace JitAccess.Vault.Http;

/// <summary>Reads answers; bodies that are empty or no JSON are no error here.</summary>
internal static class VaultAnswers
{
    public static VaultAnswer Read(HttpResponseMessage response, ReadOnlyMemory<byte> bytes, DateTimeOffset now)
    {
        VaultEnvelope? body = null;
        try
        {
            if (bytes.Length > 0)
                body = JsonSerializer.Deserialize(bytes.Span, VaultJson.Default.VaultEnvelope);
        }
        catch (JsonException)
        {
            // A load balancer's page, or plain text; the status says what it can.
        }

        var retryAfter = response.Headers.RetryAfter;
        return new VaultAnswer
        {
            Status = response.StatusCode,
            Body = body,
            Text = response.IsSuccessStatusCode ? "" : TextOf(body, bytes.Span),
            RetryAfter = retryAfter?.Delta ?? (retryAfter?.Date is { } date && date > now ? date - now : null),
            IsFromAgentCache = response.Headers.Contains("X-Cache"),
            Age = AgeOf(response),
        };
    }

    private static string TextOf(VaultEnvelope? body, ReadOnlySpan<byte> bytes) =>
        body?.Errors is { } errors ? string.Join("; ", errors).Trim() : body is null ? Encoding.UTF8.GetString(bytes).Trim() : "";

    private static TimeSpan AgeOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Age", out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < int.MaxValue
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Zero;
}
