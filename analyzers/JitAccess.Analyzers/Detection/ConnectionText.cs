
namespace JitAccess.Analyzers.Detection;

/// <summary>Finds what a text assigns to a password: connection strings of all shapes, libpq's among them, addresses of caches, environments.</summary>
internal static class ConnectionText
{
    /// <summary>Stands in a text for a part that only the running program knows.</summary>
    public const char Hole = '\uFFFC';

    // Around each the whole line is read: a text with more of them is data, and would take the square of its length.
    private const int Most = 100;

    /// <summary>The question that nearly every literal answers with no: it allocates nothing.</summary>
    public static bool MayHoldPassword(string text)
    {
        for (var at = text.IndexOf('='); at > 1; at = text.IndexOf('=', at + 1))
            if (EndsInPasswordLetters(text, at))
                return true;
        return ConnectionUri.MayHoldPassword(text) || SqlPassword.MayHoldPassword(text);
    }

    public static List<FoundPassword> FindPasswords(string text)
    {
        var found = new List<FoundPassword>();
        for (var at = text.IndexOf('='); at > 1 && found.Count < Most; at = text.IndexOf('=', at + 1))
            if (EndsInPasswordLetters(text, at) && IsAssignment(text, at) && TryRead(text, at, out var password))
                found.Add(password);
        ConnectionUri.FindPasswords(text, found);
        SqlPassword.FindPasswords(text, found);
        return found;
    }

    // Password, Pwd, Passwd, PSW, Pass, passphrase: the last letter tells enough of them apart from all other keys.
    private static bool EndsInPasswordLetters(string text, int equals)
    {
        var end = equals - 1;
        while (end > 0 && text[end] == ' ')
            end--;
        return (text[end] | 0x20) switch
        {
            'd' => Ends(text, end, "password") || Ends(text, end, "pwd") || Ends(text, end, "passwd"),
            'w' => Ends(text, end, "psw") || Ends(text, end, "pw"),
            's' => Ends(text, end, "pass"),
            'e' => Ends(text, end, "passphrase"),
            _ => false,
        };
    }

    private static bool Ends(string text, int end, string word) =>
        end + 1 >= word.Length && string.Compare(text, end + 1 - word.Length, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;

    // Not a comparison, an arrow or a compound assignment in code that the text holds.
    private static bool IsAssignment(string text, int at) =>
        !(at + 1 < text.Length && text[at + 1] is '=' or '>' or '~') && text[at - 1] is not ('!' or '<' or '>' or '=' or '+' or '*' or '~' or '^' or '|');

    private static bool TryRead(string text, int at, out FoundPassword found)
    {
        found = default;
        var region = Region.Around(text, at);
        var keyStart = region.StartOfKey(at);
        var key = text.Substring(keyStart, at - keyStart).Trim();
        if (!ConnectionKeys.IsPassword(ConnectionKeys.Normalize(key)))
        {
            // "Please give Password=": only the last word can be the key.
            key = key.Substring(key.LastIndexOf(' ') + 1);
            if (!ConnectionKeys.IsPassword(ConnectionKeys.Normalize(key)) && !PasswordName.Matches(key))
                return false;
        }

        var value = region.ReadValue(at + 1);
        var surroundings = region.Describe(out var hosts);
        found = new FoundPassword(value, text.Substring(value.Start, value.Length), surroundings, hosts);
        return true;
    }
}
