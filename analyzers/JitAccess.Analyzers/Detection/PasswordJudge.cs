namespace JitAccess.Analyzers.Detection;

/// <summary>Decides whether a value is a static password: what stands around it says how much the value itself has to show.</summary>
internal readonly struct PasswordJudge(bool isTest, bool reportsLocal, ICollection<string> localHosts, ICollection<string> placeholders)
{
    public bool Condemns(string value, Surroundings surroundings, string? hosts)
    {
        if (value.Length == 0 || value.IndexOf(ConnectionText.Hole) >= 0 || Placeholder.Is(value) || placeholders.Contains(value) || IsPattern(value) || IsProse(value))
            return false;
        if (hosts is not null && hosts.IndexOf(ConnectionText.Hole) < 0 && !reportsLocal && Hosts.AreLocal(hosts, localHosts))
            return false;
        // A key from the documentation of AWS has a rule of its own, whatever it is used for.
        if (value.EndsWith("EXAMPLEKEY", StringComparison.Ordinal) || (isTest && SchoolbookPassword.Is(value)))
            return false;
        if (surroundings == Surroundings.Name)
            return !isTest && PasswordShape.LooksChosen(value);
        // A test parses such strings, a documentation prints them: there only a value that somebody chose says that it is real.
        if (isTest || (hosts is not null && Hosts.IsDocumentation(hosts)))
            return PasswordShape.LooksChosen(value);
        return true;
    }

    private static bool IsPattern(string value) =>
        value.IndexOf("[^", StringComparison.Ordinal) >= 0 || value.IndexOf("(?", StringComparison.Ordinal) >= 0 || value.IndexOf(".*", StringComparison.Ordinal) >= 0
        || value.IndexOf(".+", StringComparison.Ordinal) >= 0 || value.IndexOf("\\w", StringComparison.Ordinal) >= 0 || value.IndexOf("\\S", StringComparison.Ordinal) >= 0;

    private static bool IsProse(string value)
    {
        var spaces = 0;
        foreach (var c in value)
        {
            if (char.IsDigit(c))
                return false;
            spaces += c == ' ' ? 1 : 0;
        }

        return spaces >= 2;
    }
}
