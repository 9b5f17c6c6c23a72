namespace JitAccess.Analyzers.Detection;

/// <summary>Splits identifiers and values into words: at what is no letter or digit, between letters and digits, and at camel case.</summary>
internal static class Words
{
    /// <summary>The words in lower case; a run of digits is a word of its own.</summary>
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var isPart = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (start >= 0 && (!isPart || IsBorder(text, i)))
            {
                words.Add(text.Substring(start, i - start).ToLowerInvariant());
                start = -1;
            }

            if (isPart && start < 0)
                start = i;
        }

        return words;
    }

    // aB, A|Bc in "SQLPassword", a1, 1a.
    private static bool IsBorder(string text, int at)
    {
        char before = text[at - 1], here = text[at];
        if (char.IsDigit(before) != char.IsDigit(here))
            return true;
        if (char.IsLower(before) && char.IsUpper(here))
            return true;
        return char.IsUpper(before) && char.IsUpper(here) && at + 1 < text.Length && char.IsLower(text[at + 1]);
    }
}
