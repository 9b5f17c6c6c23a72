using System.Text;
using System.Text.RegularExpressions;
using JitAccess.ArchitectureTests;

namespace JitAccess.DocumentationTests;

/// <summary>A Markdown file: its blocks of code, its links, the anchors that others may link to.</summary>
internal sealed partial class MarkdownFile
{
    private MarkdownFile(string path)
    {
        Path = path;
        var prose = new StringBuilder();
        CodeBlocks = Read(Repository.Read(path).Split('\n'), prose);
        var text = prose.ToString();
        Links = [.. Link().Matches(CodeSpan().Replace(text, "")).Select(m => m.Groups["target"].Value)];
        Anchors = AnchorsOf(text);
    }

    public static IReadOnlyList<MarkdownFile> All { get; } =
        [.. Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(f => new MarkdownFile(f))];

    public string Path { get; }

    public IReadOnlyList<CodeBlock> CodeBlocks { get; }

    public IReadOnlyList<string> Links { get; }

    public IReadOnlySet<string> Anchors { get; }

    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? "";

    public static MarkdownFile Of(string path) => All.Single(f => f.Path == path);

    private List<CodeBlock> Read(string[] lines, StringBuilder prose)
    {
        const string Fence = "```";
        const string Context = "<!-- context";
        var blocks = new List<CodeBlock>();
        var context = "";
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == Context)
            {
                context = Until("-->", lines, ref i);
            }
            else if (lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                var (line, language) = (i + 1, lines[i][Fence.Length..]);
                blocks.Add(new CodeBlock(Path, line, language, Until(Fence, lines, ref i), context));
                context = "";
            }
            else
            {
                prose.Append(lines[i]).Append('\n');
            }
        }

        return blocks;
    }

    private string Until(string end, string[] lines, ref int i)
    {
        var start = i + 1;
        while (++i < lines.Length && lines[i] != end)
        {
        }

        return i < lines.Length ? string.Join('\n', lines[start..i]) : throw new InvalidOperationException($"{Path}:{start} has no '{end}'.");
    }

    // As GitHub makes them: lower case, punctuation gone, spaces to hyphens, repeats numbered.
    private static HashSet<string> AnchorsOf(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(text))
        {
            var anchor = Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            for (var i = 0; !anchors.Add(i == 0 ? anchor : $"{anchor}-{i}"); i++)
            {
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    // A link's text may be code; code that looks like a link is none.
    [GeneratedRegex(@"(?<!\[)`[^`\n]*`(?!\])")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();
}
