using System.Diagnostics;

namespace JitAccess.Testing.Internal.Http;

/// <summary>An answer.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">What the body is.</param>
/// <param name="Body">The body.</param>
/// <param name="Error">The code of the refusal, if it is one.</param>
internal sealed record EmulatorReply(int Status, string ContentType, [property: DebuggerBrowsable(DebuggerBrowsableState.Never)] string Body, string? Error = null)
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
}
