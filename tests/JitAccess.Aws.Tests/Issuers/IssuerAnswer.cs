using System.Net;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>What an issuer answers.</summary>
internal sealed record IssuerAnswer(string Body, HttpStatusCode Status = HttpStatusCode.OK)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static implicit operator IssuerAnswer(HttpStatusCode status) => new("", status);
}
