using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Detection;

/// <summary>Ids of AWS access keys: a prefix that says what it identifies, and 16 characters of base32 or more.</summary>
/// <remarks>
/// Ids of users, roles, groups and policies (AIDA, AROA, AGPA, ANPA …) are no credentials; LSIA and LKIA are made by an emulator. The prefixes and
/// the base32 are those of the IAM user guide; that the characters hold the number of the account is not documented, and never decides alone.
/// </remarks>
internal static class AccessKeyId
{
    private const int PrefixLength = 4;
    private const int MinimumLength = 20;
    private const int MaximumLength = 128;
    private const double LeastEntropy = 3.0; // one of a thousand random ids has less than 3.1
    private const string ExampleEnding = "EXAMPLE";

    private static readonly string[] MadeUp =
        ["TEST", "FAKE", "DUMMY", "SAMPLE", "EXAMPLE", "PLACEHOLDER", "XXXX", "YOUR", "REDACTED", "MOCK", "INVALID", "NOTREAL", "DEADBEEF", "ACCESSKEY"];

    /// <summary>Finds the next text in the form of an id, at or behind a position.</summary>
    public static bool TryFind(string text, int from, out TextSpan found)
    {
        for (var at = from; text.Length - at >= MinimumLength; at++)
        {
            at = NextPrefix(text, at);
            if (at < 0)
                break;
            if (at > 0 && IsWordPart(text[at - 1]))
                continue;
            var end = at + PrefixLength;
            while (end < text.Length && IsBase32(text[end]))
                end++;
            if (end - at < MinimumLength || end - at > MaximumLength || (end < text.Length && IsWordPart(text[end])))
                continue;
            found = TextSpan.FromBounds(at, end);
            return true;
        }

        found = default;
        return false;
    }

    public static KeyKind Classify(string text, TextSpan id)
    {
        var tail = id.Start + PrefixLength;
        var length = id.Length - PrefixLength;
        if (string.CompareOrdinal(text, id.End - ExampleEnding.Length, ExampleEnding, 0, ExampleEnding.Length) == 0)
            return KeyKind.Example;
        if (Entropy.Of(text, id.Start, id.Length) < LeastEntropy || CharacterRuns.HasSequence(text, tail, length, limit: 6))
            return KeyKind.None;
        foreach (var word in MadeUp)
            if (text.IndexOf(word, tail, length, StringComparison.Ordinal) >= 0)
                return KeyKind.None;
        return IsPronounceable(text, tail, length) ? KeyKind.None : KeyKind.Real;
    }

    /// <summary>Says whether the id is that of a key that lives until somebody deletes it.</summary>
    public static bool IsLongLived(string text, TextSpan id) => text[id.Start + 1] == 'K';

    // AKIA, ASIA and ABIA share their end, which text rarely holds; ACCA is looked for by itself, no further than that.
    private static int NextPrefix(string text, int from)
    {
        var found = -1;
        for (var at = text.IndexOf("IA", from, StringComparison.Ordinal); at >= 0 && found < 0; at = text.IndexOf("IA", at + 1, StringComparison.Ordinal))
            if (at >= from + 2 && text[at - 2] == 'A' && text[at - 1] is ('K' or 'S' or 'B'))
                found = at - 2;
        // It may share its last character with what was found.
        var end = found < 0 ? text.Length : Math.Min(found + PrefixLength - 1, text.Length);
        var other = text.IndexOf("ACCA", from, end - from, StringComparison.Ordinal);
        return other >= 0 ? other : found;
    }

    // A word that happens to begin with a prefix: letters only, no account in them, and it can be spoken.
    private static bool IsPronounceable(string text, int start, int length)
    {
        for (var i = start; i < start + length; i++)
            if (text[i] is >= '2' and <= '7')
                return false;
        var holdsAccount = text[start] is >= 'Q' and <= 'Z' or 'I' or 'J';
        return !holdsAccount && CharacterRuns.LongestConsonants(text, start, length) <= 3;
    }

    private static bool IsBase32(char c) => c is (>= 'A' and <= 'Z') or (>= '2' and <= '7');

    private static bool IsWordPart(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '+';
}
