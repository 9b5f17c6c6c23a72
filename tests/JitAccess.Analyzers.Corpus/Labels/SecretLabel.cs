using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Corpus.Labels;

/// <summary>A secret in a file.</summary>
/// <param name="Category">What it is.</param>
/// <param name="Shape">How it was generated: <c>human</c>, <c>akia</c> …</param>
/// <param name="Name">The name that other marks of the program use for it; empty where none does.</param>
/// <param name="Line">Its line, from zero.</param>
/// <param name="Span">Where the secret itself stands.</param>
public sealed record SecretLabel(SecretCategory Category, string Shape, string Name, int Line, TextSpan Span);
