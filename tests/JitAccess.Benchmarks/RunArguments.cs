namespace JitAccess.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Quick">Whether to prove only that all run and to check the structure.</param>
/// <param name="UpdatesDocument">Whether the figures are written into the document.</param>
/// <param name="Sections">The sections to run; empty for all.</param>
internal sealed record RunArguments(bool Quick, bool UpdatesDocument, IReadOnlyList<string> Sections)
{
    public const string Usage = "usage: [--update-docs | --quick] [SECTION…]";

    private const string DocumentName = "docs/benchmarks.md";

    public static bool TryParse(IEnumerable<string> arguments, out RunArguments result)
    {
        result = new RunArguments(false, false, []);
        foreach (var argument in arguments)
        {
            if (argument == "--quick")
                result = result with { Quick = true };
            else if (argument == "--update-docs")
                result = result with { UpdatesDocument = true };
            else if (!argument.StartsWith('-'))
                result = result with { Sections = [.. result.Sections, argument] };
            else
                return false;
        }

        return !(result.UpdatesDocument && result.Quick); // the document's figures are those of proper runs
    }

    /// <summary>Returns the path of the document that holds the figures.</summary>
    public static string FindDocument()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, DocumentName)))
                return Path.Combine(folder.FullName, DocumentName);
        throw new FileNotFoundException($"{DocumentName} is in no folder above {AppContext.BaseDirectory}.");
    }
}
