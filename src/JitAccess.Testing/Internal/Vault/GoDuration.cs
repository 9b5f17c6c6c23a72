using System.Globalization;
using System.Text;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Durations as the server reads and writes them.</summary>
internal static class GoDuration
{
    /// <summary>Reads <c>1800</c>, <c>1800s</c>, <c>30m</c> or <c>1h30m</c>; <c>1800.0</c> is none.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        if (text.Length == 0)
            return true; // as the server: empty is zero
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return TrySeconds(seconds, out span);

        var total = TimeSpan.Zero;
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            var unitAt = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
                at++;
            var factor = text[unitAt..at] switch { "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => 0 };
            if (factor == 0 || !long.TryParse(text[start..unitAt], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ||
                number > int.MaxValue || !TrySeconds(number * factor, out var part) || total > TimeSpan.MaxValue - part)
                return false;
            total += part;
        }

        span = total;
        return true;
    }

    /// <summary>Writes whole seconds as <c>23h59m59s</c>; units of nothing at the end are left out.</summary>
    public static string Format(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        if (seconds <= 0)
            return "0s";
        var text = new StringBuilder();
        if (seconds >= 3600)
            text.Append(CultureInfo.InvariantCulture, $"{seconds / 3600}h");
        if (seconds % 3600 >= 60 || (seconds >= 3600 && seconds % 60 != 0))
            text.Append(CultureInfo.InvariantCulture, $"{seconds / 60 % 60}m");
        if (seconds % 60 != 0)
            text.Append(CultureInfo.InvariantCulture, $"{seconds % 60}s");
        return text.ToString();
    }

    private static bool TrySeconds(long seconds, out TimeSpan span)
    {
        // Two centuries: what a signed 64-bit count of nanoseconds holds, and so the server's limit.
        var fits = Math.Abs(seconds) < 9_000_000_000;
        span = fits ? TimeSpan.FromSeconds(seconds) : default;
        return fits;
    }
}
