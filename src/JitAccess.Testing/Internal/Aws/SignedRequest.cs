namespace JitAccess.Testing.Internal.Aws;

/// <summary>What a signature of version 4 covers.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path as it was sent.</param>
/// <param name="Query">The query as it was sent, without the question mark.</param>
/// <param name="Header">Returns the values of a header, in their order; none if it was not sent.</param>
/// <param name="Body">The body.</param>
internal sealed record SignedRequest(string Method, string Path, string Query, Func<string, IReadOnlyList<string>> Header, byte[] Body)
{
    public string? Single(string name) => Header(name) is [var value, ..] ? value : null;
}
