using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>The place of one finding, with what a fix reads of its document.</summary>
internal sealed class FixSite(SyntaxNode root, SemanticModel model, SourceText source, SettingsDocument? settings, Diagnostic diagnostic)
{
    public SemanticModel Model { get; } = model;

    public SourceText Source { get; } = source;

    public SettingsDocument? Settings { get; } = settings;

    public Diagnostic Diagnostic { get; } = diagnostic;

    public TextSpan Span => Diagnostic.Location.SourceSpan;

    public SyntaxNode Node { get; } = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>The literal of which the finding is a part; null where the finding is a whole one, whose escapes hide where the part stands.</summary>
    public LiteralExpressionSyntax? Literal => Node.FirstAncestorOrSelf<LiteralExpressionSyntax>() is { } literal && literal.Span != Span ? literal : null;

    public string? Kind => Diagnostic.Properties.TryGetValue(DiagnosticKinds.Key, out var kind) ? kind : null;

    /// <summary>A type as it may be written here: without its namespace, where that is imported.</summary>
    public string? NameOf(string metadataName) => Model.Compilation.GetTypeByMetadataName(metadataName)?.ToMinimalDisplayString(Model, Span.Start);

    public bool Imports(string name)
    {
        foreach (var scope in Model.GetImportScopes(Span.Start))
            foreach (var import in scope.Imports)
                if (import.NamespaceOrType is INamespaceSymbol imported && imported.ToDisplayString() == name)
                    return true;
        return false;
    }
}
