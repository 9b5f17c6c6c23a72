using System.Net;
using JitAccess.Vault.Json;

namespace JitAccess.Vault.Http;

/// <summary>An answer of Vault, or of whatever stands before it.</summary>
internal sealed class VaultAnswer
{
    public required HttpStatusCode Status { get; init; }

    /// <summary>Gets the body, or <see langword="null"/> where it is empty or no JSON of Vault's.</summary>
    public VaultEnvelope? Body { get; init; }

    /// <summary>Gets what the server says went wrong; not yet fit for a message.</summary>
    public string Text { get; init; } = "";

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets a value indicating whether an agent or proxy of Vault answers from, or for, its cache.</summary>
    public bool IsFromAgentCache { get; init; }

    /// <summary>Gets how long the answer has been in the agent's cache.</summary>
    public TimeSpan Age { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Gets a value indicating whether the request may have been carried out although this is not Vault's own answer to it.</summary>
    public bool MayHideSuccess => Body is null && (Status is HttpStatusCode.OK or >= HttpStatusCode.InternalServerError);

    /// <summary>Gets or sets a value indicating whether a denial may mean that the node which answered has not yet seen the login.</summary>
    public bool MissedTheLogin { get; set; }

    public bool IsDenied => Status == HttpStatusCode.Forbidden;

    /// <summary>Says whether the server's text begins with one of these; anchored, since it goes on with text of the database's.</summary>
    public bool SaysAny(params ReadOnlySpan<string> beginnings)
    {
        foreach (var beginning in beginnings)
            if (Text.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        return false;
    }
}
