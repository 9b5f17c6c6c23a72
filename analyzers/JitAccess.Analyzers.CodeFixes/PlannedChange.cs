using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Carries out the plans of one document, leaving out those that get in each other's way.</summary>
internal static class PlannedChange
{
    public static async Task<Solution> ApplyAsync(Document document, IReadOnlyList<FixPlan> plans, CancellationToken cancellationToken)
    {
        var solution = document.Project.Solution;
        var source = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var changes = new List<TextChange>();
        var usings = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var plan in plans)
        {
            if (!Fits(plan, changes))
                continue;
            if (plan.Setting is { } setting)
            {
                if (await WithSettingAsync(solution, setting, cancellationToken).ConfigureAwait(false) is not { } changed)
                    continue;
                solution = changed;
            }

            // Two findings in one expression are mended by the same change.
            changes.AddRange(plan.Changes.Where(c => !changes.Contains(c)));
            usings.UnionWith(plan.Usings);
        }

        if (root is CompilationUnitSyntax unit && usings.Count > 0)
            changes.Add(UsingsOf(unit, source, usings));
        return solution.WithDocumentText(document.Id, source.WithChanges(changes.OrderBy(c => c.Span.Start)));
    }

    public static string NewLineOf(SourceText source)
    {
        var first = source.Lines[0];
        return first.End < first.EndIncludingLineBreak ? source.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }

    /// <summary>What stands between the beginning of a line and a position, if it is nothing but space.</summary>
    public static string IndentOf(SourceText source, int position)
    {
        var before = source.ToString(TextSpan.FromBounds(source.Lines.GetLineFromPosition(position).Start, position));
        return string.IsNullOrWhiteSpace(before) ? before : string.Empty;
    }

    private static bool Fits(FixPlan plan, List<TextChange> others)
    {
        foreach (var change in plan.Changes)
            foreach (var other in others)
                if (change.Span.IntersectsWith(other.Span) && change != other)
                    return false;
        return true;
    }

    private static async Task<Solution?> WithSettingAsync(Solution solution, PlannedSetting setting, CancellationToken cancellationToken)
    {
        if (solution.GetAdditionalDocument(setting.File) is not { } file)
            return null;
        var text = await file.GetTextAsync(cancellationToken).ConfigureAwait(false);
        return SettingsText.WithConnectionString(text, setting.Name, setting.Value) is { } changed ? solution.WithAdditionalDocumentText(setting.File, changed) : null;
    }

    private static TextChange UsingsOf(CompilationUnitSyntax unit, SourceText source, IEnumerable<string> names)
    {
        var newLine = NewLineOf(source);
        var text = string.Concat(names.Select(n => $"using {n};{newLine}"));
        if (unit.Usings.Count > 0)
            return new TextChange(new TextSpan(source.Lines.GetLineFromPosition(unit.Usings[unit.Usings.Count - 1].Span.End).EndIncludingLineBreak, 0), text);
        // Behind the comment that a file begins with, and behind aliases of assemblies.
        var start = unit.Externs.Count > 0
            ? source.Lines.GetLineFromPosition(unit.Externs[unit.Externs.Count - 1].Span.End).EndIncludingLineBreak
            : unit.GetFirstToken(includeZeroWidth: true).SpanStart;
        return new TextChange(new TextSpan(start, 0), text + newLine);
    }
}
