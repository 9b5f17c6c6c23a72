namespace JitAccess.Benchmarks.Reporting;

/// <summary>A document that people write and whose figures are written here, each set between its pair of markers.</summary>
internal sealed class MarkdownDocument(string path)
{
    /// <summary>Replaces what stands between the markers of a section, and saves: a run that fails late has measured something.</summary>
    /// <exception cref="InvalidOperationException">The document lacks the markers.</exception>
    public void Replace(string section, string content)
    {
        var (text, from, to) = Find(section); // each time anew: a run takes long, and somebody may write meanwhile
        File.WriteAllText(path, $"{text[..from]}\n{content.TrimEnd()}\n\n{text[to..]}");
    }

    /// <summary>Returns the promises of a run that the document does not record, or records with another limit.</summary>
    public IReadOnlyList<string> Unrecorded(string section, IEnumerable<Check> checks)
    {
        var (text, from, to) = Find(section);
        return [.. checks.Select(static check => check.Promise).Where(promise => !text[from..to].Contains($"| {promise} |", StringComparison.Ordinal))];
    }

    private (string Text, int From, int To) Find(string section)
    {
        var text = File.ReadAllText(path);
        var (begin, end) = ($"<!-- {section}:begin -->\n", $"<!-- {section}:end -->");
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < begin.Length || to < from)
            throw new InvalidOperationException($"{path} has no place for '{section}': it needs the lines {begin.TrimEnd()} and {end}.");
        return (text, from, to);
    }
}
