using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Mends all findings of a document, a project or a solution. Roslyn's own provider merges no files of settings and drops what adds the same using.</summary>
internal sealed class PlannedFixAll(PlannedFix fix) : FixAllProvider
{
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(CodeAction.Create(
        fixAllContext.CodeActionEquivalenceKey!, token => FixAllAsync(fixAllContext.WithCancellationToken(token)), fixAllContext.CodeActionEquivalenceKey));

    private async Task<Solution> FixAllAsync(FixAllContext context)
    {
        var solution = context.Solution;
        foreach (var document in DocumentsOf(context))
        {
            var plans = new List<FixPlan>();
            foreach (var diagnostic in await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false))
                plans.AddRange(await fix.PlansOfAsync(document, diagnostic, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false));
            // What was found is of the document as it was; a file of settings is by now what the documents before have made of it.
            if (plans.Count > 0 && solution.GetDocument(document.Id) is { } current
                && await FixValidation.CompilesAsync(current, plans, context.CancellationToken).ConfigureAwait(false))
                solution = await PlannedChange.ApplyAsync(current, plans, context.CancellationToken).ConfigureAwait(false);
        }

        return solution;
    }

    private static IEnumerable<Document> DocumentsOf(FixAllContext context) => context.Scope switch
    {
        FixAllScope.Document => context.Document is { } document ? [document] : [],
        FixAllScope.Project => context.Project.Documents,
        _ => context.Solution.Projects.Where(p => p.Language == context.Project.Language).SelectMany(p => p.Documents),
    };
}
