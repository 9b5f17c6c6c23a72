using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace JitAccess.Aws.Identity;

/// <summary>A JWT on its way to whom it is for. Nobody has verified it: its recipient will.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class WebToken
{
    // STS takes no longer one.
    private const int MaxLength = 20_000;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    private WebToken(string text, IReadOnlyList<string> audiences, DateTimeOffset? expiresAt)
    {
        _text = text;
        Audiences = audiences;
        ExpiresAt = expiresAt;
    }

    public IReadOnlyList<string> Audiences { get; }

    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>Reads a token, and refuses one that must not be sent: none, one for somebody else, one that has ended.</summary>
    /// <param name="text">The token.</param>
    /// <param name="audience">For whom it must be.</param>
    /// <param name="origin">Where it is from, in the words of an error.</param>
    /// <param name="option">The option that names the audience.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="JitProviderException">It is such a one.</exception>
    public static WebToken Require(string text, string audience, string origin, string option, DateTimeOffset now)
    {
        var token = Read(text) ?? throw new JitProviderException(
            JitProviderErrorKind.Misconfigured, $"What {origin} brought is no JWT. Nothing was sent; check who writes or returns it.");
        if (!token.Audiences.Contains(audience, StringComparer.Ordinal))
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"The JWT that {origin} brought is for {(token.Audiences.Count == 0 ? "nobody in particular" : string.Join(", ", token.Audiences.Select(a => $"'{Internal.ServerText.Clean(a)}'")))} "
                + $"and not for '{audience}'. Nothing was sent; have its issuer make one for that audience, or correct {option}.");
        if (token.ExpiresAt <= now)
            throw new JitProviderException(
                JitProviderErrorKind.Transient,
                $"The JWT that {origin} brought ended at {token.ExpiresAt:O}, and it is {now:O}. Nothing was sent; whoever writes or issues it must "
                + "replace it in time, or the clock of this machine is ahead.");
        return token;
    }

    /// <summary>Returns the token, for the one who sends it.</summary>
    public string Reveal() => _text;

    /// <summary>Returns what an answer must not repeat.</summary>
    public IReadOnlyList<string> Secrets() => [_text, .. _text.Split('.')];

    public override string ToString() => $"WebToken {{ ExpiresAt = {ExpiresAt:O} }}";

    private static WebToken? Read(string text)
    {
        if (text.Length > MaxLength || text.Split('.') is not [{ Length: > 0 }, { Length: > 0 } payload, { Length: > 0 }])
            return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(payload)));
            return claims.RootElement.ValueKind == JsonValueKind.Object
                ? new WebToken(text, AudiencesOf(claims.RootElement), EndOf(claims.RootElement))
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static string[] AudiencesOf(JsonElement claims) => !claims.TryGetProperty("aud", out var audience) ? [] : audience.ValueKind switch
    {
        JsonValueKind.String => [audience.GetString()!],
        JsonValueKind.Array => [.. audience.EnumerateArray().Where(static a => a.ValueKind == JsonValueKind.String).Select(static a => a.GetString()!)],
        _ => [],
    };

    private static DateTimeOffset? EndOf(JsonElement claims) =>
        claims.TryGetProperty("exp", out var end) && end.ValueKind == JsonValueKind.Number && end.TryGetDouble(out var seconds)
            && seconds is > 0 and < 253402300799
                ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
                : null;
}
