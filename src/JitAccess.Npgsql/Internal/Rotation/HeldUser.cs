namespace JitAccess.Internal.Rotation;

/// <summary>A user whose lease has not been given up, and since when its name is the one that is sent.</summary>
/// <param name="Snapshot">The credential.</param>
/// <param name="Since">The epoch from which on opens send its name.</param>
internal sealed record HeldUser(JitCredentialSnapshot Snapshot, long Since)
{
    private bool _wasHanded;

    public string Name => Snapshot.Credential.UserName;

    /// <summary>Gets a value indicating whether a server was ever given this user's password; if not, there is no session to wait for.</summary>
    public bool WasHanded => Volatile.Read(ref _wasHanded);

    public HeldUser Handed()
    {
        Volatile.Write(ref _wasHanded, true);
        return this;
    }
}
