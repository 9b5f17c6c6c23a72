using JitAccess.Analyzers.Corpus.Contestants;
using JitAccess.Analyzers.Corpus.Labels;
using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Corpus.Scoring;

/// <summary>
/// Judges the diagnostics of one program. A diagnostic finds the secrets that its span covers a part of and that it fits; where it covers none, the
/// first one on its first line. Every other diagnostic is a false positive, unless its line is neutral.
/// </summary>
internal sealed class ProgramScorer(CorpusProgram program, Contestant contestant)
{
    // By reference: labels of two files may be equal.
    private readonly HashSet<SecretLabel> _found = new(ReferenceEqualityComparer.Instance);
    private readonly List<RightReport> _right = [];
    private readonly List<Confusion> _wrong = [];

    public Score Score(ProgramReports reports)
    {
        foreach (var diagnostic in reports.Diagnostics)
            Judge(diagnostic);
        var secrets = program.Files.SelectMany(static f => f.Secrets, static (file, secret) => (file, secret)).ToArray();
        return new(
            contestant.Name,
            [.. secrets.Select(s => new SecretOutcome(program.Part, s.secret.Category, s.secret.Shape, s.file.IsSource, _found.Contains(s.secret)))],
            _right, _wrong,
            [.. secrets.Where(s => !_found.Contains(s.secret)).Select(s => Confusion.Miss(program.Part, s.file, s.secret))],
            reports.Faults);
    }

    private void Judge(Diagnostic diagnostic)
    {
        var position = diagnostic.Location.GetLineSpan();
        var line = position.StartLinePosition.Line;
        var file = program.Files.FirstOrDefault(f => f.Path == position.Path);
        var about = file is null ? [] : About(diagnostic, file, line);
        if (about.Length > 0)
        {
            _found.UnionWith(about);
            _right.Add(new(program.Part, diagnostic.Id));
        }
        else if (file?.Neutral.Contains(line) != true)
            _wrong.Add(new(program.Part, position.Path, line + 1, WhatIsWrong(file, line), diagnostic.Id));
    }

    private SecretLabel[] About(Diagnostic diagnostic, CorpusFile file, int line)
    {
        var span = diagnostic.Location.SourceSpan;
        SecretLabel[] covered = [.. file.Secrets.Where(s => s.Span.IntersectsWith(span) && contestant.Fits(diagnostic, s.Category))];
        return covered.Length > 0 ? covered : [.. OfLine(file, line).Where(s => contestant.Fits(diagnostic, s.Category)).OrderBy(_found.Contains).Take(1)];
    }

    private IEnumerable<SecretLabel> OfLine(CorpusFile file, int line) =>
        file.Secrets.Where(s => s.Line == line).Concat(
            file.Also.Where(a => a.Line == line).SelectMany(a => program.Files.SelectMany(static f => f.Secrets).Where(s => s.Name == a.Name)));

    private static string WhatIsWrong(CorpusFile? file, int line) =>
        file?.Innocents.FirstOrDefault(i => i.Line == line)?.Category ?? (file?.Secrets.Any(s => s.Line == line) == true ? "another kind of secret" : "unlabelled");
}
