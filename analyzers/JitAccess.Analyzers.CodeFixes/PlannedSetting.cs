using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>A connection string that moves into a file of settings.</summary>
internal readonly struct PlannedSetting(DocumentId file, string name, string value)
{
    public DocumentId File { get; } = file;

    public string Name { get; } = name;

    public string Value { get; } = value;
}
