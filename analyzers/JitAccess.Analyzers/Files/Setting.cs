using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Files;

/// <summary>A value of a file of settings, under the key that a program reads it by.</summary>
internal readonly struct Setting(string path, string name, int group, string value, TextSpan span)
{
    /// <summary>All keys that lead to the value, separated by colons.</summary>
    public string Path { get; } = path;

    /// <summary>The last of these keys.</summary>
    public string Name { get; } = name;

    /// <summary>The same number for values that stand side by side.</summary>
    public int Group { get; } = group;

    public string Value { get; } = value;

    /// <summary>Where the value stands in the file, without quotes.</summary>
    public TextSpan Span { get; } = span;
}
