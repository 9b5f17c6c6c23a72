using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>A fix that says what it would change; what it says is offered if the code compiles after it as it did before.</summary>
public abstract class PlannedFix : CodeFixProvider
{
    private protected PlannedFix()
    {
    }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new PlannedFixAll(this);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
            foreach (var plan in await PlansOfAsync(context.Document, diagnostic, title: null, context.CancellationToken).ConfigureAwait(false))
                context.RegisterCodeFix(
                    CodeAction.Create(plan.Title, token => PlannedChange.ApplyAsync(context.Document, [plan], token), equivalenceKey: plan.Title), diagnostic);
    }

    /// <summary>The plans that leave code that compiles, the first of each title.</summary>
    internal async Task<List<FixPlan>> PlansOfAsync(Document document, Diagnostic diagnostic, string? title, CancellationToken cancellationToken)
    {
        var plans = new List<FixPlan>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var source = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        // The finding may be of another instance of the same text, but not of another text.
        if (root is null || model is null || !root.FullSpan.Contains(diagnostic.Location.SourceSpan))
            return plans;
        var settings = await SettingsDocument.OfAsync(document.Project, cancellationToken).ConfigureAwait(false);
        foreach (var plan in Propose(new FixSite(root, model, source, settings, diagnostic)))
            if ((title is null || plan.Title == title) && !plans.Any(p => p.Title == plan.Title)
                && await FixValidation.CompilesAsync(document, [plan], cancellationToken).ConfigureAwait(false))
                plans.Add(plan);
        return plans;
    }

    private protected abstract IEnumerable<FixPlan> Propose(FixSite site);
}
