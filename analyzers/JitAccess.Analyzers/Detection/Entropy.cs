namespace JitAccess.Analyzers.Detection;

/// <summary>Shannon's entropy, in bits per character: what tells random keys from names, paths and hashes.</summary>
internal static class Entropy
{
    private const int Alphabet = 128;

    /// <summary>Measures a part of a text that holds ASCII only.</summary>
    public static double Of(string text, int start, int length)
    {
        Span<int> counts = stackalloc int[Alphabet];
        counts.Clear();
        for (var i = start; i < start + length; i++)
            counts[text[i] & (Alphabet - 1)]++;

        var entropy = 0.0;
        foreach (var count in counts)
        {
            if (count == 0)
                continue;
            var share = (double)count / length;
            entropy -= share * Math.Log(share, 2);
        }

        return entropy;
    }
}
