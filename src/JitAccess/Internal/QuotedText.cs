using System.Globalization;
using System.Text;

namespace JitAccess.Internal;

/// <summary>Text of others, made fit to stand in our messages: one line, no control characters, at most 512 characters.</summary>
internal static class QuotedText
{
    private const int MaxLength = 512;

    public static string From(string text)
    {
        var builder = new StringBuilder(Math.Min(text.Length, MaxLength) + 1);
        foreach (var c in text)
        {
            if (builder.Length >= MaxLength)
                return builder.Append('…').ToString();
            if (char.IsControl(c))
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                builder.Append(c);
        }

        return builder.ToString();
    }
}
