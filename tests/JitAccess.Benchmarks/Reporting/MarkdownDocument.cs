namespace JitAccess.Benchmarks.Reporting;

/// <summary>A document that people write and whose figures are written here, each set between its pair of markers.</summary>
internal sealed class MarkdownDocument(string path)
{
    private string _text = File.ReadAllText(path);

    /// <summary>Replaces what stands between the markers of a section.</summary>
    /// <exception cref="InvalidOperationException">The document lacks the markers.</exception>
    public void Replace(string section, string content)
    {
        var (begin, end) = ($"<!-- {section}:begin -->\n", $"<!-- {section}:end -->");
        var from = _text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = _text.IndexOf(end, StringComparison.Ordinal);
        if (from < begin.Length || to < from)
            throw new InvalidOperationException($"{path} has no place for '{section}': it needs the lines {begin.TrimEnd()} and {end}.");
        _text = $"{_text[..from]}\n{content.TrimEnd()}\n\n{_text[to..]}";
    }

    public void Save() => File.WriteAllText(path, _text);
}
