using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

// Usage: fixer ARGUMENTS FOLDER ANALYZERS; does what a person does in an editor: applies the first fix that each warning in a project's code is
// offered, those that lead into the library before others, until nothing is left to mend, and saves the files. Prints the titles.
const int Most = 20;
var types = new[] { "JitAccess.Analyzers.dll", "JitAccess.Analyzers.CodeFixes.dll" }
    .SelectMany(name => Assembly.LoadFrom(Path.Combine(args[2], name)).GetExportedTypes()).Where(t => !t.IsAbstract).ToList();
var analyzers = Create<DiagnosticAnalyzer>().ToImmutableArray();
var fixes = Create<CodeFixProvider>().OrderByDescending(f => f.GetType().Name.StartsWith("Jit", StringComparison.Ordinal)).ToList();

using var workspace = new AdhocWorkspace();
var project = workspace.AddProject(CommandLineProject.CreateProjectInfo("service", LanguageNames.CSharp, File.ReadAllLines(args[0]), args[1], workspace));
var original = project.Solution;
var applied = 0;
while (applied < Most && await NextAsync(project) is { } action)
{
    Console.WriteLine($"fixer: {action.Title}");
    var operations = await action.GetOperationsAsync(CancellationToken.None);
    project = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
    applied++;
}

foreach (var change in project.Solution.GetChanges(original).GetProjectChanges())
{
    foreach (var id in change.GetChangedDocuments())
        await SaveAsync(project.Solution.GetDocument(id)!);
    foreach (var id in change.GetChangedAdditionalDocuments())
        await SaveAsync(project.Solution.GetAdditionalDocument(id)!);
}

return applied is > 0 and < Most ? 0 : 1;

IEnumerable<T> Create<T>() => types.Where(t => t.IsSubclassOf(typeof(T))).Select(t => (T)Activator.CreateInstance(t)!);

async Task<CodeAction?> NextAsync(Project current)
{
    var compilation = (await current.GetCompilationAsync())!;
    foreach (var diagnostic in await compilation.WithAnalyzers(analyzers, current.AnalyzerOptions).GetAnalyzerDiagnosticsAsync())
        if (diagnostic.Severity >= DiagnosticSeverity.Warning && current.GetDocument(diagnostic.Location.SourceTree) is { } document)
            foreach (var fix in fixes.Where(f => f.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                var actions = new List<CodeAction>();
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
                if (actions.Count > 0)
                    return actions[0];
            }

    return null;
}

static async Task SaveAsync(TextDocument document) => await File.WriteAllTextAsync(document.FilePath!, (await document.GetTextAsync()).ToString());
