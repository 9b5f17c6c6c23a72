namespace JitAccess.Internal;

/// <summary>Remembers at which age the credential in use was last accepted.</summary>
/// <remarks>Before a login the server tells nothing, not even its time. That it took a credential ten minutes ago and refuses the same one
/// now is the best evidence there is, and costs no round trip.</remarks>
internal sealed class AcceptedLogins
{
    private Accepted? _latest;

    public void Add(JitCredential credential, TimeSpan age)
    {
        var latest = Volatile.Read(ref _latest);
        if (latest?.Credential != credential)
            Volatile.Write(ref _latest, latest = new Accepted(credential));
        Volatile.Write(ref latest.AgeTicks, age.Ticks);
    }

    public TimeSpan? AgeOf(JitCredential credential) =>
        Volatile.Read(ref _latest) is { } latest && latest.Credential == credential ? new TimeSpan(Volatile.Read(ref latest.AgeTicks)) : null;

    private sealed class Accepted(JitCredential credential)
    {
        public long AgeTicks;

        public JitCredential Credential { get; } = credential;
    }
}
