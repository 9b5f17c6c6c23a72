namespace JitAccess.Aws.Internal;

/// <summary>One possible cause of a refused login.</summary>
/// <param name="HasEvidence">Whether a figure speaks for it.</param>
/// <param name="Text">The cause, its figure and its remedy.</param>
internal readonly record struct RefusalCause(bool HasEvidence, string Text);
