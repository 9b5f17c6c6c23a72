namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    /// <summary>Raised when a refresh may have become due at another time; the scheduler listens.</summary>
    internal Action? Changed { get; set; }

    /// <summary>
    /// When the scheduler should wake this engine; <see langword="null"/> for not at all. A lease is kept alive however rarely it is read; anything
    /// else is refreshed only if it has been read within one lifetime, so that an idle process asks nobody for anything.
    /// </summary>
    internal DateTimeOffset? DueAt()
    {
        if (Volatile.Read(ref _disposed) != 0 || Current is not { } snapshot)
            return null;
        if (snapshot.Credential.Lease is null && !ReadWithin(snapshot.Lifetime))
            return null;

        var due = snapshot.RotateAt < snapshot.RefreshAt ? snapshot.RotateAt : snapshot.RefreshAt;
        if (Volatile.Read(ref _failure) is { } failure && Now(snapshot) >= snapshot.ExpiresAt)
            return failure.RetryAt;
        return due > snapshot.NextAttemptAt ? due : snapshot.NextAttemptAt;
    }

    private bool ReadWithin(TimeSpan lifetime) =>
        Volatile.Read(ref _lastRead) is var read && read != 0 && _time.GetElapsedTime(read) < lifetime;
}
