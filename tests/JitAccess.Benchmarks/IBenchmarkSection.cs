using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks;

/// <summary>One question and its answer: a table, always against a baseline of the same run.</summary>
internal interface IBenchmarkSection
{
    /// <summary>Gets the name of the section in the document and on the command line.</summary>
    string Id { get; }

    /// <summary>Measures.</summary>
    /// <param name="quick">Whether to prove only that it runs and to check the structure.</param>
    Task<SectionResult> RunAsync(bool quick);
}
