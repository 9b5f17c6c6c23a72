using System.Text;
using JitAccess.Analyzers.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Values;

/// <summary>What an expression puts together: the parts that are known, a hole for each that is not, and where each part is written.</summary>
internal sealed class FoldedText
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Start, int Length, SyntaxNode Node, string Value)> _parts = [];

    public override string ToString() => _text.ToString();

    public void AddKnown(SyntaxNode node, string value)
    {
        _parts.Add((_text.Length, value.Length, node, value));
        _text.Append(value);
    }

    public void AddHole(ExpressionSyntax expression)
    {
        _parts.Add((_text.Length, 1, expression, string.Empty));
        _text.Append(ConnectionText.Hole);
    }

    /// <summary>The node that a part of the text comes from, its value, and the part within that value.</summary>
    public bool TryLocate(TextSpan span, out SyntaxNode node, out string value, out TextSpan part)
    {
        foreach (var (start, length, source, text) in _parts)
            if (span.Start >= start && span.Start < start + length)
            {
                node = source;
                value = text;
                part = new TextSpan(span.Start - start, Math.Min(span.Length, start + length - span.Start));
                return true;
            }

        node = null!;
        value = string.Empty;
        part = default;
        return false;
    }
}
