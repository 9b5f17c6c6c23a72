using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>A fix is offered only if the code compiles after it as it did before.</summary>
internal static class FixValidation
{
    public static async Task<bool> CompilesAsync(Document before, Document after, CancellationToken cancellationToken)
    {
        var errors = await ErrorsOfAsync(after, cancellationToken).ConfigureAwait(false);
        return errors == 0 || errors <= await ErrorsOfAsync(before, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> ErrorsOfAsync(Document document, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var errors = 0;
        foreach (var diagnostic in model!.GetDiagnostics(cancellationToken: cancellationToken))
            if (diagnostic.Severity == DiagnosticSeverity.Error)
                errors++;
        return errors;
    }
}
