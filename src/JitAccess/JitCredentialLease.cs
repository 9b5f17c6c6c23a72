using System.Diagnostics;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What can be renewed and revoked at the issuer.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class JitCredentialLease
{
    /// <summary>Initializes a lease.</summary>
    /// <param name="id">The issuer's name of the lease.</param>
    /// <param name="isRenewable">Whether the issuer renews it.</param>
    /// <param name="maxExpiresAt">The end that no renewal can pass; <see langword="null"/> if the issuer states none.</param>
    public JitCredentialLease(string id, bool isRenewable, DateTimeOffset? maxExpiresAt = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        Id = id;
        IsRenewable = isRenewable;
        MaxExpiresAt = maxExpiresAt;
    }

    /// <summary>Gets the issuer's name of the lease.</summary>
    /// <remarks>With it, whoever may revoke or renew can do so: serializers leave it out, and debuggers don't show it.</remarks>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string Id { get; }

    /// <summary>Gets a value indicating whether the issuer renews the lease.</summary>
    public bool IsRenewable { get; }

    /// <summary>Gets the end that no renewal can pass, or <see langword="null"/> if the issuer states none.</summary>
    public DateTimeOffset? MaxExpiresAt { get; }

    /// <summary>Returns whether the lease can be renewed, and until when; not its id, with which whoever may revoke can revoke it.</summary>
    public override string ToString() =>
        $"JitCredentialLease {{ IsRenewable = {IsRenewable}, MaxExpiresAt = {MaxExpiresAt:O} }}";
}
