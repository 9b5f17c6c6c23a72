using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Detection;

/// <summary>AWS secret access keys: 40 characters of base64, random. Hashes, names and paths of that length are told apart by their entropy.</summary>
internal static class SecretAccessKey
{
    private const int Length = 40;
    private const double LeastEntropy = 4.25; // one of ten thousand random keys has less, and no path or name of 40 characters has as much
    private const int SessionTokenLength = 100;
    private const int BedrockKeyLength = 113;
    private const string ExampleEnding = "EXAMPLEKEY";
    private const string BedrockPrefix = "ABSK";

    /// <summary>Finds the next text in the form of a key, at or behind a position.</summary>
    public static bool TryFind(string text, int from, out TextSpan found)
    {
        for (var start = from; text.Length - start >= Length;)
        {
            var end = start;
            while (end < text.Length && IsBase64(text[end]))
                end++;
            if (end - start == Length && IsBoundary(text, start - 1) && IsBoundary(text, end) && !(end < text.Length && text[end] == '='))
            {
                found = new TextSpan(start, Length);
                return true;
            }

            start = end + 1;
        }

        found = default;
        return false;
    }

    public static KeyKind Classify(string text, TextSpan key)
    {
        if (string.CompareOrdinal(text, key.End - ExampleEnding.Length, ExampleEnding, 0, ExampleEnding.Length) == 0)
            return KeyKind.Example;
        bool upper = false, lower = false, digit = false, hex = true;
        var separators = 0;
        for (var i = key.Start; i < key.End; i++)
        {
            var c = text[i];
            upper |= c is >= 'A' and <= 'Z';
            lower |= c is >= 'a' and <= 'z';
            digit |= c is >= '0' and <= '9';
            hex &= c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
            separators += c == '/' ? 1 : 0;
        }

        var isRandom = upper && lower && digit && !hex && separators <= 6 && Entropy.Of(text, key.Start, key.Length) >= LeastEntropy
            && !CharacterRuns.HasSequence(text, key.Start, key.Length, limit: 6) && !IsEncodedText(text.Substring(key.Start, key.Length));
        return isRandom ? KeyKind.Real : KeyKind.None;
    }

    /// <summary>Says whether a text is a session token of STS, or a key of Bedrock: both name themselves.</summary>
    public static bool IsSelfNamed(string text)
    {
        if (text.Length < SessionTokenLength)
            return false;
        var isBedrock = text.Length >= BedrockKeyLength && text.StartsWith(BedrockPrefix, StringComparison.Ordinal);
        // "origin_ec" and "aws" in base64, where a token has them.
        var isToken = text.IndexOf("Jb3JpZ2luX2Vj", 0, Length, StringComparison.Ordinal) >= 0 || text.IndexOf("YXdz", 0, Length, StringComparison.Ordinal) >= 0;
        if (!isBedrock && !isToken)
            return false;
        foreach (var c in text)
            if (!IsBase64(c) && c != '=')
                return false;
        return Entropy.Of(text, 0, text.Length) >= LeastEntropy;
    }

    // Thirty random bytes are never all printable.
    private static bool IsEncodedText(string key)
    {
        foreach (var part in Convert.FromBase64String(key))
            if (part is < 0x20 or > 0x7e)
                return false;
        return true;
    }

    private static bool IsBoundary(string text, int at) =>
        at < 0 || at >= text.Length || !(IsBase64(text[at]) || text[at] is '_' or '-' or '.' or '%');

    private static bool IsBase64(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '+' or '/';
}
