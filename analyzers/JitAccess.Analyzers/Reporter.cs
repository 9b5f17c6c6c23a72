using System.Collections.Concurrent;
using System.Collections.Immutable;
using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers;

/// <summary>Reports what was found in one compilation, once per place, unless the options of the file allow it.</summary>
/// <remarks>
/// A constant is used in many places and is one finding: where it is written. The use that reports first owns the finding, and reports it again when
/// an editor analyzes that use again; others stay silent.
/// </remarks>
internal sealed class Reporter(Compilation compilation, AnalyzerOptions options)
{
    private readonly ConcurrentDictionary<(string Id, SyntaxTree? Tree, int Start), SyntaxNode> _owners = new();
    private readonly AnalyzerConfigOptionsProvider _provider = options.AnalyzerConfigOptionsProvider;

    public bool IsTestProject { get; } = TestCode.IsProject(compilation, options.AnalyzerConfigOptionsProvider);

    public RuleOptions OptionsOf(SyntaxTree tree) => RuleOptions.Of(_provider.GetOptions(tree));

    public bool IsTest(SyntaxTree tree) => IsTestProject || TestCode.IsFile(tree.FilePath, _provider);

    public PasswordJudge JudgeOf(SyntaxTree tree)
    {
        var ofFile = OptionsOf(tree);
        return new PasswordJudge(
            IsTest(tree), ofFile.ReportsLocalPasswords, ofFile.LocalHosts, ofFile.PlaceholderWords);
    }

    /// <summary>Says whether a key is on the list of those that may stand where they stand.</summary>
    public bool IsAllowedKey(SyntaxTree tree, string key)
    {
        var allowed = OptionsOf(tree).AllowedHashes;
        return allowed.Count > 0 && allowed.Contains(SecretHash.Of(key));
    }

    public void Report(
        Action<Diagnostic> report, DiagnosticDescriptor rule, Location location, SyntaxNode use, ISymbol? symbol, string kind, params object[] arguments)
    {
        if (location.SourceTree is { } tree)
        {
            var ofFile = OptionsOf(tree);
            if (ofFile.Excludes(tree.FilePath) || (ofFile.SkipsTestProjects && IsTest(tree)))
                return;
            if (symbol is not null && IsAllowed(symbol, ofFile.AllowedSymbols))
                return;
        }

        if (_owners.GetOrAdd((rule.Id, location.SourceTree, location.SourceSpan.Start), use) == use)
            report(Diagnostic.Create(rule, location, DiagnosticKinds.Of(kind), arguments));
    }

    // A member, or anything around it: its type, its namespace.
    private static bool IsAllowed(ISymbol symbol, ImmutableHashSet<string> allowed)
    {
        if (allowed.Count == 0)
            return false;
        for (ISymbol? current = symbol; current is not null; current = current.ContainingSymbol)
        {
            if (current is INamespaceSymbol { IsGlobalNamespace: true } or IModuleSymbol or IAssemblySymbol)
                break;
            var name = current.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat.WithParameterOptions(SymbolDisplayParameterOptions.None)
                .WithMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType));
            if (allowed.Contains(name) || (current.GetDocumentationCommentId() is { } id && allowed.Contains(id)))
                return true;
        }

        return false;
    }
}
