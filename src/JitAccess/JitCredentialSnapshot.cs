using System.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess;

/// <summary>A credential and the engine's plan for it; immutable, so that a reader never sees two halves of two credentials.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class JitCredentialSnapshot
{
    internal JitCredentialSnapshot(
        JitCredential credential, long generation, RefreshWindows windows, DateTimeOffset issuedAt, long issuedTimestamp)
    {
        Credential = credential;
        Generation = generation;
        IssuedAt = issuedAt;
        IssuedTimestamp = issuedTimestamp;
        RefreshAt = windows.RefreshAt;
        MandatoryAt = windows.MandatoryAt;
        RotateAt = windows.RotateAt;
        ExpiresAt = windows.ExpiresAt;
    }

    private JitCredentialSnapshot(JitCredentialSnapshot other)
    {
        Credential = other.Credential;
        Generation = other.Generation;
        IssuedAt = other.IssuedAt;
        IssuedTimestamp = other.IssuedTimestamp;
        RefreshAt = other.RefreshAt;
        MandatoryAt = other.MandatoryAt;
        RotateAt = other.RotateAt;
        ExpiresAt = other.ExpiresAt;
        NextAttemptAt = other.NextAttemptAt;
        Failures = other.Failures;
        IsRejected = other.IsRejected;
    }

    /// <summary>Gets the credential.</summary>
    public JitCredential Credential { get; }

    /// <summary>Gets the credential's number: a new credential has the next, a renewed one keeps it.</summary>
    public long Generation { get; }

    /// <summary>Gets when the credential was asked for.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>Gets when the refresh in the background begins.</summary>
    public DateTimeOffset RefreshAt { get; private init; }

    /// <summary>Gets when readers begin to wait for the refresh.</summary>
    public DateTimeOffset MandatoryAt { get; private init; }

    /// <summary>Gets when the engine stops serving the credential: the issuer's expiry less a safety margin.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Gets when a leased credential is replaced rather than renewed.</summary>
    internal DateTimeOffset RotateAt { get; }

    internal long IssuedTimestamp { get; }

    internal DateTimeOffset NextAttemptAt { get; private init; }

    internal int Failures { get; private init; }

    internal bool IsRejected { get; private init; }

    internal TimeSpan Lifetime => ExpiresAt - IssuedAt;

    /// <summary>Returns generation and life; never the secret.</summary>
    public override string ToString() =>
        $"JitCredentialSnapshot {{ Generation = {Generation}, Credential = {Credential}, RefreshAt = {RefreshAt:O}, ExpiresAt = {ExpiresAt:O} }}";

    internal JitCredentialSnapshot AfterFailure(DateTimeOffset nextAttemptAt) =>
        new(this) { Failures = Failures + 1, NextAttemptAt = nextAttemptAt };

    internal JitCredentialSnapshot NotBefore(DateTimeOffset nextAttemptAt) => new(this) { NextAttemptAt = nextAttemptAt };

    internal JitCredentialSnapshot Demoted(DateTimeOffset now) =>
        new(this) { RefreshAt = now, MandatoryAt = now, IsRejected = true, NextAttemptAt = now };

    /// <summary>The same credential after the issuer confirmed its lease: the refusal was about something else.</summary>
    internal JitCredentialSnapshot Confirmed(RefreshWindows windows, DateTimeOffset nextAttemptAt) =>
        new(this) { RefreshAt = windows.RefreshAt, MandatoryAt = windows.MandatoryAt, IsRejected = false, NextAttemptAt = nextAttemptAt };
}
