namespace JitAccess.DocumentationTests;

/// <summary>What a package says when something is set up wrongly.</summary>
/// <param name="Place">File and line of the source.</param>
/// <param name="Text">The text; what is filled in at run time is <see cref="SetupMessages.Hole"/>.</param>
internal sealed record SetupMessage(string Place, string Text);
