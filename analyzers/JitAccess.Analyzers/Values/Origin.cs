using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Values;

/// <summary>Where a value is written, and what is written there.</summary>
internal readonly struct Origin(SyntaxNode node, string text)
{
    public SyntaxNode Node { get; } = node;

    public string Text { get; } = text;
}
