using System.Diagnostics;
using System.Security.Cryptography;

namespace JitAccess.Testing;

/// <summary>An access key that a test's authenticator knows: good for nothing anywhere else.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class RdsIamKey
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const int SessionTokenLength = 464;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _secretAccessKey;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string? _sessionToken;

    /// <summary>Initializes a key.</summary>
    /// <param name="accessKeyId">The access key id.</param>
    /// <param name="secretAccessKey">The secret that signs.</param>
    /// <param name="sessionToken">The session token of temporary credentials, or <see langword="null"/>.</param>
    public RdsIamKey(string accessKeyId, string secretAccessKey, string? sessionToken = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(accessKeyId);
        ArgumentException.ThrowIfNullOrEmpty(secretAccessKey);
        AccessKeyId = accessKeyId;
        _secretAccessKey = secretAccessKey;
        _sessionToken = sessionToken;
    }

    /// <summary>Gets the access key id; one made here ends in <c>EXAMPLE</c>, as AWS's own examples do.</summary>
    public string AccessKeyId { get; }

    /// <summary>Gets a value indicating whether these are temporary credentials.</summary>
    public bool HasSessionToken => _sessionToken is not null;

    /// <summary>Makes a random key.</summary>
    /// <param name="withSessionToken">Whether to make temporary credentials, such as a role gives out; else the access key of a user, which JitAccess signs with in Development only.</param>
    public static RdsIamKey Generate(bool withSessionToken = true) => new(
        (withSessionToken ? "ASIA" : "AKIA") + RandomNumberGenerator.GetString(Base32, 9) + "EXAMPLE",
        RandomNumberGenerator.GetString(Base64, 40),
        withSessionToken ? RandomNumberGenerator.GetString(Base64, SessionTokenLength - 2) + "==" : null);

    /// <summary>Returns the secret, for the one who signs.</summary>
    public string RevealSecretAccessKey() => _secretAccessKey;

    /// <summary>Returns the session token, for the one who signs.</summary>
    public string? RevealSessionToken() => _sessionToken;

    /// <summary>Returns the access key id; never the secret.</summary>
    public override string ToString() => $"RdsIamKey {{ AccessKeyId = {AccessKeyId}, HasSessionToken = {HasSessionToken} }}";
}
