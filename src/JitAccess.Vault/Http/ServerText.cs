using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace JitAccess.Vault.Http;

/// <summary>Makes text of a server fit for a message: without the request's secrets, short, on one line.</summary>
internal static class ServerText
{
    private const int MaxLength = 512;
    private const int LeastSecret = 4;

    /// <param name="text">The text.</param>
    /// <param name="secrets">What must not be repeated, in whatever form a server may have put it.</param>
    public static string Clean(string text, IEnumerable<string?> secrets)
    {
        // First the secrets, then the cut: half a secret would not be found.
        foreach (var secret in secrets)
            foreach (var form in FormsOf(secret))
                text = text.Replace(form, "***", StringComparison.Ordinal);

        var builder = new StringBuilder(Math.Min(text.Length, MaxLength) + 1);
        foreach (var c in text.Trim())
        {
            if (builder.Length >= MaxLength)
                return builder.Append('…').ToString();
            if (c is '\n' or '\t' or '\r')
                builder.Append(' ');
            else if (char.IsControl(c))
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                builder.Append(c);
        }

        return builder.ToString();
    }

    private static IEnumerable<string> FormsOf(string? secret) => secret is not { Length: >= LeastSecret }
        ? []
        : [secret, Uri.EscapeDataString(secret), JavaScriptEncoder.Default.Encode(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))];
}
