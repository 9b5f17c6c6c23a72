using System.Text;

namespace JitAccess.Aws.Internal;

/// <summary>Prepares text from elsewhere for a message: short, on one line, without control characters.</summary>
internal static class ServerText
{
    private const int MaxLength = 512;

    private const int LeastSecret = 8;

    /// <summary>Prepares a text of somebody who was sent secrets, and may have put them into it.</summary>
    public static string Clean(string text, IEnumerable<string> secrets) =>
        Clean(FormsOf(secrets).Aggregate(text, static (cleaned, form) => cleaned.Replace(form, "***", StringComparison.Ordinal)));

    /// <summary>Returns an exception, or nothing where its text repeats a secret: it would be printed with ours.</summary>
    public static Exception? Safe(Exception exception, IEnumerable<string> secrets)
    {
        var text = exception.ToString();
        return FormsOf(secrets).Any(form => text.Contains(form, StringComparison.Ordinal)) ? null : exception;
    }

    public static string Clean(string text)
    {
        var cut = text.Length <= MaxLength ? text : text[..MaxLength] + "…";
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) ? ' ' : source[i];
        }).Trim();
    }

    private static IEnumerable<string> FormsOf(IEnumerable<string> secrets) =>
        from secret in secrets
        where secret.Length >= LeastSecret
        from form in (string[])[secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))]
        select form;
}
