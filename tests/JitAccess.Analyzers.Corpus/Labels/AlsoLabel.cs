namespace JitAccess.Analyzers.Corpus.Labels;

/// <summary>Another line where a report of a secret is right: where a constant becomes part of a connection string, say.</summary>
/// <param name="Name">The name of the secret.</param>
/// <param name="Line">The line, from zero.</param>
public sealed record AlsoLabel(string Name, int Line);
