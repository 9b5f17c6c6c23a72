using System.Collections.Immutable;
using JitAccess.Analyzers.Corpus.Compilations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.DocumentationTests;

/// <summary>Compiles what the documentation prints, as the web SDK would; whatever else a snippet needs, it prints or its context has.</summary>
internal static class SnippetCompiler
{
    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p))];

    public static IReadOnlyList<string> Compile(CodeBlock block)
    {
        var tree = CSharpSyntaxTree.ParseText(SourceOf(block), WebSdk.ParseOptions);
        var isProgram = tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(WebSdk.ImplicitUsings, WebSdk.ParseOptions), tree],
            References,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics().Where(IsDefect).Select(d => d.ToString())];
    }

    /// <summary>Context first, for it declares what the snippet uses; using directives before both; types after both.</summary>
    private static string SourceOf(CodeBlock block)
    {
        CompilationUnitSyntax[] parts = [Parse(block.Context), Parse(block.Text)];
        var usings = parts.SelectMany(p => p.Usings.Select(u => u.ToFullString()));
        var statements = parts.SelectMany(p => p.Members.OfType<GlobalStatementSyntax>().Select(m => m.ToFullString()));
        var types = parts.SelectMany(p => p.Members.Where(m => m is not GlobalStatementSyntax).Select(m => m.ToFullString()));
        return string.Join('\n', [.. usings, .. statements, .. types]);
    }

    private static CompilationUnitSyntax Parse(string text) => CSharpSyntaxTree.ParseText(text + "\n", WebSdk.ParseOptions).GetCompilationUnitRoot();

    // CS0618: what is printed must not be obsolete. Nullable warnings (CS86xx) would be a reader's first build log.
    private static bool IsDefect(Diagnostic diagnostic) =>
        diagnostic.Severity == DiagnosticSeverity.Error ||
        (diagnostic.Severity == DiagnosticSeverity.Warning &&
         (diagnostic.Id == "CS0618" || diagnostic.Id.StartsWith("CS86", StringComparison.Ordinal)));
}
