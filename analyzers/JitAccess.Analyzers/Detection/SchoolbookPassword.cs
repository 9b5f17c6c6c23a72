namespace JitAccess.Analyzers.Detection;

/// <summary>Passwords that only say "password", however they are dressed up: <c>Pass1234</c>, <c>P@ssw0rd!</c>. A test that holds one tests a parser.</summary>
internal static class SchoolbookPassword
{
    private static readonly HashSet<string> Nouns = new(StringComparer.Ordinal) { "pass", "password", "passwd", "pwd", "secret", "secretpassword", "mypassword", "supersecret" };

    public static bool Is(string value)
    {
        Span<char> letters = stackalloc char[24];
        var length = 0;
        var end = value.Length;
        while (end > 0 && !char.IsLetter(value[end - 1]))
            end--;
        for (var i = 0; i < end; i++)
        {
            var letter = Undress(value[i]);
            if (letter == '\0')
                continue;
            if (length == letters.Length)
                return false;
            letters[length++] = letter;
        }

        return Nouns.Contains(letters.Slice(0, length).ToString());
    }

    private static char Undress(char c) => c switch
    {
        '@' or '4' => 'a',
        '0' => 'o',
        '3' => 'e',
        '5' or '$' => 's',
        '1' or '!' => 'i',
        _ => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '\0',
    };
}
