using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>A fix is offered only if the code compiles after it as it did before.</summary>
internal static class FixValidation
{
    public static async Task<bool> CompilesAsync(Document document, IReadOnlyList<FixPlan> plans, CancellationToken cancellationToken)
    {
        var changed = await PlannedChange.ApplyAsync(document, plans, cancellationToken).ConfigureAwait(false);
        var faults = await FaultsOfAsync(changed.GetDocument(document.Id)!, cancellationToken).ConfigureAwait(false);
        return faults == 0 || faults <= await FaultsOfAsync(document, cancellationToken).ConfigureAwait(false);
    }

    // Warnings too, those about null above all: in many projects they end the build.
    private static async Task<int> FaultsOfAsync(Document document, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var faults = 0;
        foreach (var diagnostic in model!.GetDiagnostics(cancellationToken: cancellationToken))
            if (diagnostic.Severity >= DiagnosticSeverity.Warning)
                faults++;
        return faults;
    }
}
