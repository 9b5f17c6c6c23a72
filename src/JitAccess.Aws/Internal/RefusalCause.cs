namespace JitAccess.Aws.Internal;

/// <summary>One possible cause of a refused login.</summary>
/// <param name="Evidence">What speaks for it.</param>
/// <param name="Text">The cause, its figure and its remedy.</param>
internal readonly record struct RefusalCause(RefusalEvidence Evidence, string Text)
{
    public RefusalCause(bool hasFigure, string text)
        : this(hasFigure ? RefusalEvidence.Figure : RefusalEvidence.None, text)
    {
    }
}
