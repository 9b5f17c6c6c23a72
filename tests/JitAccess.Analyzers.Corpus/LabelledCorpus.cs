using System.Reflection;
using JitAccess.Analyzers.Corpus.Labels;
using JitAccess.Analyzers.Corpus.Secrets;

namespace JitAccess.Analyzers.Corpus;

/// <summary>The corpus: realistic programs whose secrets are invented when they are read.</summary>
public static class LabelledCorpus
{
    /// <summary>The seed of the published figures.</summary>
    public const int DefaultSeed = 20261126;

    /// <summary>Reads all programs.</summary>
    /// <param name="seed">Other seeds give other secrets, and the same labels.</param>
    public static IReadOnlyList<CorpusProgram> Load(int seed = DefaultSeed) =>
        [.. Templates.GroupBy(static t => (t.Part, t.Program)).OrderBy(static g => g.Key.Program, StringComparer.Ordinal).Select(g => Read(g, seed))];

    /// <summary>The templates as the repository holds them.</summary>
    public static IReadOnlyList<CorpusTemplate> Templates { get; } = ReadTemplates();

    private static CorpusProgram Read(IGrouping<(CorpusPart Part, string Program), CorpusTemplate> templates, int seed)
    {
        var source = new SecretSource(seed, templates.Key.Program);
        return new(templates.Key.Program, templates.Key.Part,
            [.. templates.OrderBy(static t => t.File, StringComparer.Ordinal).Select(t => TemplateReader.Read($"/src/{t.Program}/{t.File}", t.Text, source))]);
    }

    private static CorpusTemplate[] ReadTemplates()
    {
        var assembly = typeof(LabelledCorpus).Assembly;
        return [.. assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).Select(name => ReadTemplate(assembly, name))];
    }

    private static CorpusTemplate ReadTemplate(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var parts = resource.Replace('\\', '/').Split('/', 3);
        return new(Enum.Parse<CorpusPart>(parts[0]), parts[1], parts[2], reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
