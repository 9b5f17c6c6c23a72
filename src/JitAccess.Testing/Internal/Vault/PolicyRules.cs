namespace JitAccess.Testing.Internal.Vault;

/// <summary>What a token's policies grant on a path: those of the one rule that fits best, of all policies together.</summary>
internal static class PolicyRules
{
    /// <summary>Returns the capabilities on a path as the token's namespace names it.</summary>
    public static VaultEmulatorCapabilities Of(TokenEntry token, string path)
    {
        var best = "";
        var granted = VaultEmulatorCapabilities.None;
        foreach (var policy in token.Recipe.Policies.Select(token.Namespace.FindPolicy).OfType<VaultEmulatorPolicy>())
            foreach (var (rule, capabilities) in policy.Paths)
                if (Fits(rule, path))
                    if (rule == best)
                    {
                        granted |= capabilities;
                    }
                    else if (best.Length == 0 || Precedes(rule, best))
                    {
                        best = rule;
                        granted = capabilities;
                    }

        return granted.HasFlag(VaultEmulatorCapabilities.Deny) ? VaultEmulatorCapabilities.Deny : granted;
    }

    /// <summary>Returns the names as the server lists them.</summary>
    public static IReadOnlyList<string> Names(VaultEmulatorCapabilities capabilities)
    {
        if (capabilities is VaultEmulatorCapabilities.None or VaultEmulatorCapabilities.Deny)
            return ["deny"];
        return [.. Enum.GetValues<VaultEmulatorCapabilities>().Where(c => c != 0 && capabilities.HasFlag(c)).Select(static c => c.ToString().ToLowerInvariant()).Order(StringComparer.Ordinal)];
    }

    public static bool Fits(string rule, string path)
    {
        if (rule.EndsWith('*'))
        {
            var prefix = rule[..^1];
            if (!prefix.Contains('+', StringComparison.Ordinal))
                return path.StartsWith(prefix, StringComparison.Ordinal);
            var wanted = prefix.Split('/');
            var given = path.Split('/');
            return given.Length >= wanted.Length && wanted.Index().All(w =>
                w.Index == wanted.Length - 1 && w.Item != "+" ? given[w.Index].StartsWith(w.Item, StringComparison.Ordinal) : FitsSegment(w.Item, given[w.Index]));
        }

        if (!rule.Contains('+', StringComparison.Ordinal))
            return rule == path;
        var segments = path.Split('/');
        var parts = rule.Split('/');
        return segments.Length == parts.Length && parts.Index().All(p => FitsSegment(p.Item, segments[p.Index]));
    }

    private static bool FitsSegment(string rule, string segment) => rule == "+" ? segment.Length > 0 : rule == segment;

    // The documented order: the later the first wildcard the better; then no * at the end, fewer +, the longer, the greater.
    private static bool Precedes(string rule, string other)
    {
        int[] left = Rank(rule), right = Rank(other);
        for (var i = 0; i < left.Length; i++)
            if (left[i] != right[i])
                return left[i] > right[i];
        return string.CompareOrdinal(rule, other) > 0;
    }

    private static int[] Rank(string rule) =>
    [
        rule.AsSpan().IndexOfAny('+', '*') is var wildcard and >= 0 ? wildcard : int.MaxValue,
        rule.EndsWith('*') ? 0 : 1,
        -rule.Count(static c => c == '+'),
        rule.Length,
    ];
}
