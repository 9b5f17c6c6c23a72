using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Analyzers.Options;

/// <summary>
/// Names a key in the list of allowed ones. Only keys may be listed: a hash of a password can be tried out, that of 30 random bytes cannot.
/// </summary>
internal static class SecretHash
{
    public static string Of(string key)
    {
        using var sha256 = SHA256.Create();
        var hash = sha256.ComputeHash(Encoding.UTF8.GetBytes(key));
        var text = new StringBuilder(hash.Length * 2);
        foreach (var part in hash)
            text.Append(part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
