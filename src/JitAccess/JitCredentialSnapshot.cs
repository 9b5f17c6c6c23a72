using System.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess;

/// <summary>A credential and the engine's plan for it; immutable, so that a reader never sees two halves of two credentials.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class JitCredentialSnapshot
{
    private readonly Deadline _refresh;
    private readonly Deadline _mandatory;
    private readonly Deadline _expiry;

    internal JitCredentialSnapshot(JitCredential credential, long generation, Moment issued, RefreshWindows windows)
    {
        Credential = credential;
        Generation = generation;
        Issued = Minted = issued;
        Windows = windows;
        _refresh = Renewal = issued.In(windows.Refresh);
        _mandatory = Replacement = issued.In(windows.Mandatory);
        _expiry = issued.In(windows.Expires);
    }

    private JitCredentialSnapshot(JitCredentialSnapshot other)
    {
        Credential = other.Credential;
        Generation = other.Generation;
        Issued = other.Issued;
        Minted = other.Minted;
        GrantedAtMint = other.GrantedAtMint;
        CanRenew = other.CanRenew;
        Windows = other.Windows;
        Renewal = other.Renewal;
        Replacement = other.Replacement;
        NotBefore = other.NotBefore;
        IsRejected = other.IsRejected;
        _refresh = other._refresh;
        _mandatory = other._mandatory;
        _expiry = other._expiry;
    }

    private JitCredentialSnapshot(JitCredentialSnapshot other, Moment rejected)
        : this(other)
    {
        _refresh = _mandatory = rejected.In(TimeSpan.Zero);
        IsRejected = true;
    }

    /// <summary>Gets the credential.</summary>
    public JitCredential Credential { get; }

    /// <summary>Gets the credential's number: a new credential has the next, a renewed one keeps it.</summary>
    public long Generation { get; }

    /// <summary>Gets when the credential, or the latest renewal of its lease, was asked for.</summary>
    public DateTimeOffset IssuedAt => Issued.UtcNow;

    /// <summary>Gets when the refresh in the background begins.</summary>
    public DateTimeOffset RefreshAt => _refresh.At;

    /// <summary>Gets when readers begin to wait for the refresh; a leased credential is then replaced rather than renewed.</summary>
    public DateTimeOffset MandatoryAt => _mandatory.At;

    /// <summary>Gets when the engine stops serving the credential: the issuer's expiry less a safety margin.</summary>
    public DateTimeOffset ExpiresAt => _expiry.At;

    internal Moment Issued { get; }

    /// <summary>Gets when this generation began; renewals leave it alone.</summary>
    internal Moment Minted { get; init; }

    /// <summary>Gets the life that the issuer granted at first, to notice a renewal that was cut short.</summary>
    internal TimeSpan GrantedAtMint { get; init; }

    /// <summary>Gets a value indicating whether a renewal of the lease would win time.</summary>
    internal bool CanRenew { get; init; }

    internal RefreshWindows Windows { get; }

    /// <summary>Gets when the refresh was planned; a refusal by the database does not move it.</summary>
    internal Deadline Renewal { get; }

    /// <summary>Gets when a leased credential is replaced; a refusal by the database does not move it.</summary>
    internal Deadline Replacement { get; }

    /// <summary>Gets the earliest time of the next refresh, where the credential came so late that another would follow at once.</summary>
    internal Deadline? NotBefore { get; init; }

    /// <summary>Gets a value indicating whether the database refused it; it is then served only where its refresh fails.</summary>
    public bool IsRejected { get; }

    /// <summary>Returns generation and life; never the secret.</summary>
    public override string ToString() =>
        $"JitCredentialSnapshot {{ Generation = {Generation}, Credential = {Credential}, RefreshAt = {RefreshAt:O}, ExpiresAt = {ExpiresAt:O} }}";

    internal JitEngineState StateAt(Moment now) =>
        _expiry.IsDue(now) ? JitEngineState.Expired
        : _mandatory.IsDue(now) ? JitEngineState.Mandatory
        : _refresh.IsDue(now) ? JitEngineState.Advisory
        : JitEngineState.Fresh;

    internal bool IsExpired(Moment now) => _expiry.IsDue(now);

    internal TimeSpan TimeToRefresh(Moment now) => _refresh.Left(now);

    internal TimeSpan TimeToExpiry(Moment now) => _expiry.Left(now);

    /// <summary>No backoff reaches past this point: before readers begin to wait, one more attempt has been made.</summary>
    internal Deadline CapBackoff(Deadline backoff, Moment now) =>
        _mandatory.IsDue(now) ? backoff : Deadline.Earlier(backoff, _mandatory);

    /// <summary>The same credential after the database refused it.</summary>
    internal JitCredentialSnapshot Demoted(Moment now) => new(this, now);

    /// <summary>The same credential after its issuer stood by it: the refusal was about something else.</summary>
    internal JitCredentialSnapshot Confirmed() => new(Credential, Generation, Issued, Windows)
    {
        Minted = Minted,
        GrantedAtMint = GrantedAtMint,
        CanRenew = CanRenew,
        NotBefore = NotBefore,
    };

    internal JitCredentialSnapshot Postponed(Deadline notBefore) => new(this) { NotBefore = notBefore };
}
