using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Corpus.Contestants;

/// <summary>What analyzers reported on a program.</summary>
/// <param name="Program">The program.</param>
/// <param name="Diagnostics">Warnings and errors: what stops a build.</param>
/// <param name="Faults">Analyzers that threw.</param>
internal sealed record ProgramReports(CorpusProgram Program, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<string> Faults);
