using System.Diagnostics;

namespace JitAccess.Vault;

/// <summary>The AWS keys that sign one login.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class VaultAwsCredentials
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _secretAccessKey;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string? _sessionToken;

    /// <summary>Initializes keys.</summary>
    /// <param name="accessKeyId">The id of the key.</param>
    /// <param name="secretAccessKey">The key.</param>
    /// <param name="sessionToken">The session token of temporary keys; <see langword="null"/> or empty for long-lived ones.</param>
    public VaultAwsCredentials(string accessKeyId, string secretAccessKey, string? sessionToken = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeyId);
        ArgumentException.ThrowIfNullOrWhiteSpace(secretAccessKey);
        AccessKeyId = accessKeyId;
        _secretAccessKey = secretAccessKey;
        _sessionToken = string.IsNullOrEmpty(sessionToken) ? null : sessionToken;
    }

    /// <summary>Gets the id of the key.</summary>
    public string AccessKeyId { get; }

    /// <summary>Returns the secret key, for the one who signs.</summary>
    public string RevealSecretAccessKey() => _secretAccessKey;

    /// <summary>Returns the session token, for the one who signs; <see langword="null"/> for long-lived keys.</summary>
    public string? RevealSessionToken() => _sessionToken;

    /// <summary>Returns the key's id; never the key.</summary>
    public override string ToString() => $"{nameof(VaultAwsCredentials)} {{ {nameof(AccessKeyId)} = {AccessKeyId} }}";
}
