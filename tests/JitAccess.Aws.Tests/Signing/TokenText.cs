using System.Globalization;

namespace JitAccess.Aws.Tests.Signing;

/// <summary>A token as text, taken apart without any signer's help.</summary>
internal static class TokenText
{
    /// <summary>Returns host and path, then the query's parts in sorted order: equal for tokens that a server can't tell apart.</summary>
    public static string Normalize(string token)
    {
        var query = token.IndexOf('?', StringComparison.Ordinal);
        return token[..query] + "?" + string.Join('&', token[(query + 1)..].Split('&').Order(StringComparer.Ordinal));
    }

    /// <summary>Returns the instant that a token says it was signed at.</summary>
    public static DateTimeOffset SignedAt(string token)
    {
        const string Name = "X-Amz-Date=";
        var value = token.AsSpan(token.IndexOf(Name, StringComparison.Ordinal) + Name.Length, "yyyyMMddTHHmmssZ".Length);
        return DateTimeOffset.ParseExact(value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
