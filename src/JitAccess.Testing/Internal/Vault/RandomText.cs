using System.Security.Cryptography;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The random parts of identifiers and secrets.</summary>
internal static class RandomText
{
    private const string Base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string WithHyphen = Base62 + "-";

    public static string Letters(int length) => RandomNumberGenerator.GetString(Base62, length);

    /// <summary>Twenty characters with a capital, a small letter, a digit and a hyphen among them, as the server makes them.</summary>
    public static string Password()
    {
        while (true)
        {
            var password = RandomNumberGenerator.GetString(WithHyphen, 20);
            if (password.Any(char.IsAsciiLetterUpper) && password.Any(char.IsAsciiLetterLower) && password.Any(char.IsAsciiDigit) && password.Contains('-', StringComparison.Ordinal))
                return password;
        }
    }
}
