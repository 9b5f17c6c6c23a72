using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Corpus.Compilations;

/// <summary>Compiles programs as the web SDK would.</summary>
public static class ProgramCompiler
{
    /// <summary>Compiles a program.</summary>
    public static CSharpCompilation Compile(CorpusProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        SyntaxTree[] trees =
        [
            Parse(program.Folder + "obj/GlobalUsings.g.cs", WebSdk.ImplicitUsings),
            .. program.Sources.Select(static f => Parse(f.Path, f.Text)),
        ];
        var isExecutable = trees.Any(static t => t.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any());
        return CSharpCompilation.Create(
            program.Name,
            trees,
            program.IsTestProject ? CorpusReferences.OfTests : CorpusReferences.OfPrograms,
            new(isExecutable ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
    }

    private static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), WebSdk.ParseOptions, path);
}
