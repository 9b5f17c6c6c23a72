using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>A fix is offered only if the code compiles after it as it did before.</summary>
internal static class FixValidation
{
    public static async Task<bool> CompilesAsync(Document document, IReadOnlyList<FixPlan> plans, CancellationToken cancellationToken)
    {
        var changed = await PlannedChange.ApplyAsync(document, plans, cancellationToken).ConfigureAwait(false);
        var after = await FaultsOfAsync(changed.GetDocument(document.Id)!, cancellationToken).ConfigureAwait(false);
        if (after.Count == 0)
            return true;
        var before = await FaultsOfAsync(document, cancellationToken).ConfigureAwait(false);
        return after.All(fault => before.TryGetValue(fault.Key, out var count) && fault.Value <= count);
    }

    // How often each occurs. Warnings too, those about null above all: in many projects they end the build.
    private static async Task<Dictionary<string, int>> FaultsOfAsync(Document document, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var faults = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var diagnostic in model!.GetDiagnostics(cancellationToken: cancellationToken))
            if (diagnostic.Severity >= DiagnosticSeverity.Warning)
                faults[diagnostic.Id] = faults.TryGetValue(diagnostic.Id, out var count) ? count + 1 : 1;
        return faults;
    }
}
