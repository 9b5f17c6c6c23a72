using JitAccess.Analyzers.Files;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>The <c>appsettings.json</c> of a project, as the build shows it.</summary>
internal sealed class SettingsDocument
{
    private const string FileName = "appsettings.json";
    private const string Section = "ConnectionStrings:";
    private readonly SourceText _text;
    private readonly Dictionary<string, string> _values;
    private readonly DocumentId _id;

    private SettingsDocument(DocumentId id, SourceText text)
    {
        _id = id;
        _text = text;
        _values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in new JsonSettings(text.ToString()).Read())
            _values[setting.Path] = setting.Value;
    }

    public static async Task<SettingsDocument?> OfAsync(Project project, CancellationToken cancellationToken) =>
        project.AdditionalDocuments.FirstOrDefault(d => SettingsFile.NameOf(d.FilePath ?? d.Name).Equals(FileName, StringComparison.OrdinalIgnoreCase)) is { } file
            ? new SettingsDocument(file.Id, await file.GetTextAsync(cancellationToken).ConfigureAwait(false))
            : null;

    /// <summary>A name of which the file has no other connection string.</summary>
    public string NameFor(string name, string value)
    {
        var free = name;
        for (var number = 2; _values.TryGetValue(Section + free, out var taken) && taken != value; number++)
            free = name + number;
        return free;
    }

    /// <summary>What is to be added; null where the file has no certain place for it.</summary>
    public PlannedSetting? Plan(string name, string value) =>
        SettingsText.WithConnectionString(_text, name, value) is null ? null : new PlannedSetting(_id, name, value);
}
