using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess;

/// <summary>A user name and the secret that goes with it, from one issue to one expiry.</summary>
/// <remarks>
/// Name, secret and life travel in one immutable object, so that no reader can pair the name of one credential with the secret of another.
/// There is no secret property: serializers, loggers and debuggers that walk properties find none.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class JitCredential
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _secret;

    /// <summary>Initializes a credential.</summary>
    /// <param name="userName">The user to log in as.</param>
    /// <param name="secret">The password or token.</param>
    /// <param name="issuedAt">When it was asked for; see <see cref="JitCredentialRequest.RequestedAt"/>.</param>
    /// <param name="expiresAt">When the issuer ends it. The engine subtracts the safety margin; providers do not.</param>
    /// <param name="lease">What can be renewed and revoked, if anything.</param>
    public JitCredential(
        string userName, string secret, DateTimeOffset issuedAt, DateTimeOffset expiresAt, JitCredentialLease? lease = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentException.ThrowIfNullOrEmpty(secret);
        UserName = userName;
        _secret = secret;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
        Lease = lease;
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)).AsSpan(0, 8));
    }

    /// <summary>Gets the credential's name in audit events: the first eight bytes of the secret's SHA-256, in hexadecimal.</summary>
    public string Id { get; }

    /// <summary>Gets the user to log in as.</summary>
    public string UserName { get; }

    /// <summary>Gets when the credential was asked for.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>Gets when the issuer ends the credential.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Gets what can be renewed and revoked at the issuer, or <see langword="null"/>.</summary>
    public JitCredentialLease? Lease { get; }

    /// <summary>Gets a value indicating whether it was minted by means of a secret that stands, such as the access key of a user.</summary>
    /// <value>The default is <see langword="false"/>. Logins with one that was count as <c>jitaccess.credential.standing_use</c>.</value>
    public bool RestsOnStandingSecret { get; init; }

    /// <summary>Returns the password or token, for the one who hands it to the driver.</summary>
    public string RevealSecret() => _secret;

    /// <summary>Returns user name, id and life; never the secret.</summary>
    public override string ToString() =>
        $"JitCredential {{ UserName = {UserName}, Id = {Id}, IssuedAt = {IssuedAt:O}, ExpiresAt = {ExpiresAt:O} }}";
}
