namespace JitAccess.Analyzers.Detection;

/// <summary>Judges by its characters alone whether a text was chosen as a password; asked where only a name speaks for one.</summary>
internal static class PasswordShape
{
    private const int Shortest = 6;
    private const int Longest = 128;
    private const string IdentifierSigns = "_-.:/#[]";

    public static bool LooksChosen(string value)
    {
        if (value.Length is < Shortest or > Longest || IsHash(value) || Guid.TryParse(value, out _))
            return false;
        bool upper = false, lower = false, digit = false, sign = false;
        foreach (var c in value)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
                return false;
            upper |= char.IsUpper(c);
            lower |= char.IsLower(c);
            digit |= char.IsDigit(c);
            sign |= !char.IsLetterOrDigit(c) && IdentifierSigns.IndexOf(c) < 0;
        }

        if (!upper && !lower)
            return false;
        if (IsPathOrPattern(value))
            return false;
        if (sign)
            return digit || (upper && lower);
        return digit ? !NamesItself(value) : upper && lower && IsJumble(value);
    }

    /// <summary>Says whether a text is what is left of a password, from which nobody can log in.</summary>
    public static bool IsHash(string value)
    {
        foreach (var prefix in (string[])["$2a$", "$2b$", "$2y$", "$argon2", "$pbkdf2", "$scrypt$", "$6$", "$5$", "{SHA", "{SSHA", "pbkdf2", "sha256:", "sha512:", "SCRAM-SHA-", "AQAAAA"])
            if (value.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        if (value.Length is not (32 or 40 or 56 or 64 or 96 or 128) && !(value.Length == 35 && value.StartsWith("md5", StringComparison.Ordinal)))
            return false;
        for (var i = value.Length == 35 ? 3 : 0; i < value.Length; i++)
            if (!Uri.IsHexDigit(value[i]))
                return false;
        return true;
    }

    private static bool IsPathOrPattern(string value)
    {
        char first = value[0], last = value[value.Length - 1];
        if (first is '/' or '~' or '^' or '<' || (first == '\\' && value.Length > 1 && char.IsLetter(value[1])) || value.IndexOf("://", StringComparison.Ordinal) >= 0)
            return true;
        if (value.IndexOf("=>", StringComparison.Ordinal) >= 0 || value.IndexOf("(?", StringComparison.Ordinal) >= 0 || value.IndexOf(".*", StringComparison.Ordinal) >= 0)
            return true;
        // input[name='Password'], and a text that assigns the password itself.
        if ((value.IndexOf('[') is var bracket and >= 0 && value.IndexOf('=', bracket) > 0 && last == ']') || value.IndexOf("password=", StringComparison.OrdinalIgnoreCase) >= 0)
            return true;
        // An address of mail, a call, a statement.
        var at = value.IndexOf('@');
        return (at > 0 && value.IndexOf('.', at) > 0 && IsMailDomain(value, at + 1)) || last is ';' or ':' || (last == ')' && value.IndexOf('(') > 0 && char.IsLetter(first));
    }

    private static bool IsMailDomain(string value, int start)
    {
        for (var i = start; i < value.Length; i++)
            if (!char.IsLetterOrDigit(value[i]) && value[i] is not ('.' or '-'))
                return false;
        return char.IsLetter(value[value.Length - 1]);
    }

    // "Password2", "auth.password.v1", "Sha256": a name with a number, not a password.
    private static bool NamesItself(string value)
    {
        var words = Words.Of(value);
        if (words.Count > 0 && words[0] is "sha" or "utf" or "hmac" or "aes" or "md" or "base" or "rsa" or "iso" or "pbkdf")
            return true;
        foreach (var word in words)
            if (word is "password" or "pwd" or "passwd" or "passphrase" or "input" or "label" or "field" or "textbox")
                return true;
        return false;
    }

    // Letters of both cases in no order of words: runs between the borders of camel case are short.
    private static bool IsJumble(string value) => value.Length >= 10 && (double)value.Length / Words.Of(value).Count < 2.6;
}
