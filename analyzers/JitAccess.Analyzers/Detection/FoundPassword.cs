using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Detection;

/// <summary>A password that a text assigns, and what stands around it.</summary>
internal readonly struct FoundPassword(TextSpan value, string text, Surroundings surroundings, string? hosts)
{
    /// <summary>Where the value stands, without quotes.</summary>
    public TextSpan Value { get; } = value;

    public string Text { get; } = text;

    public Surroundings Surroundings { get; } = surroundings;

    /// <summary>The servers that the same text names, if it does.</summary>
    public string? Hosts { get; } = hosts;
}
