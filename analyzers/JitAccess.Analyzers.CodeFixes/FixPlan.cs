using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>What a fix changes: text of the document it stands in, and perhaps a setting in a file beside it.</summary>
/// <remarks>A plan says what changes rather than what results, so that the plans of many findings can be carried out at once.</remarks>
internal sealed class FixPlan(string title, params TextChange[] changes)
{
    public string Title { get; } = title;

    public IReadOnlyList<TextChange> Changes { get; } = changes;

    /// <summary>The namespaces that the new text needs and the document does not import.</summary>
    public IReadOnlyList<string> Usings { get; set; } = [];

    public PlannedSetting? Setting { get; set; }
}
