namespace JitAccess.Analyzers.Detection;

/// <summary>Runs of characters that people type and generators do not.</summary>
internal static class CharacterRuns
{
    /// <summary>Says whether a part of a text counts or spells the alphabet for so many characters, up or down, or repeats one of them.</summary>
    public static bool HasSequence(string text, int start, int length, int limit)
    {
        int up = 1, down = 1, same = 1;
        for (var i = start + 1; i < start + length; i++)
        {
            var step = text[i] - text[i - 1];
            up = step == 1 ? up + 1 : 1;
            down = step == -1 ? down + 1 : 1;
            same = step == 0 ? same + 1 : 1;
            if (up >= limit || down >= limit || same >= limit)
                return true;
        }

        return false;
    }

    public static bool IsOneCharacter(string text)
    {
        for (var i = 1; i < text.Length; i++)
            if (text[i] != text[0])
                return false;
        return true;
    }

    /// <summary>The longest run of consonants: words of any language keep it short, random letters do not.</summary>
    public static int LongestConsonants(string text, int start, int length)
    {
        int longest = 0, current = 0;
        for (var i = start; i < start + length; i++)
        {
            var letter = text[i] | 0x20;
            current = letter is 'a' or 'e' or 'i' or 'o' or 'u' or 'y' ? 0 : current + 1;
            longest = Math.Max(longest, current);
        }

        return longest;
    }
}
