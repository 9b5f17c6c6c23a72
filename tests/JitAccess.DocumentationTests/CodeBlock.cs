namespace JitAccess.DocumentationTests;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line of the opening fence, counted from one.</param>
/// <param name="Language">The language after the fence.</param>
/// <param name="Text">What is printed.</param>
/// <param name="Context">What a comment <c>&lt;!-- context … --&gt;</c> above it adds for the compiler, unseen by readers.</param>
internal sealed record CodeBlock(string File, int Line, string Language, string Text, string Context)
{
    public override string ToString() => $"{File}:{Line}";
}
