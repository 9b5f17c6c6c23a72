using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Changes the user name of a data source in place, and pairs each password with the name that was sent.</summary>
/// <remarks>
/// Npgsql hands its password provider the settings object that its next open reads the name from. There is one for each host, and it is known
/// from the first open on. A pool that is opened for the first time after a rotation has sent the name it was built with; that one is served
/// as long as its user is held, and put right for the next open.
/// </remarks>
internal sealed class UserNames
{
    private const long NotYet = long.MaxValue;

    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<NpgsqlConnectionStringBuilder, LiveSettings> _live = [];
    private HeldUser[] _held; // the first is the one whose name is sent

    public UserNames(JitCredentialSnapshot first) => _held = [new HeldUser(first, Since: 0)];

    /// <summary>Gets the user whose name new opens send.</summary>
    public HeldUser Current => Volatile.Read(ref _held)[0];

    /// <summary>Gets when the last of all users ends.</summary>
    public DateTimeOffset LastEnd => Volatile.Read(ref _held).Max(static held => held.Snapshot.ExpiresAt);

    /// <summary>Says whether one of so many pools may still have an old name, which its first open then changes.</summary>
    public bool MayFindAnOldName(int pools) => Current.Since > 0 && _live.Count() < pools;

    /// <summary>Holds a user whose name is not sent yet, except by whoever builds a data source with it.</summary>
    public void Announce(JitCredentialSnapshot next)
    {
        lock (_gate)
            Volatile.Write(ref _held, [.. _held, new HeldUser(next, NotYet)]);
    }

    /// <summary>Lets every open from now on send the name of an announced user; those under way keep the name that they sent.</summary>
    public void MoveTo(JitCredentialSnapshot next)
    {
        lock (_gate)
        {
            var announced = Array.Find(_held, held => held.Snapshot.Generation == next.Generation) ?? new HeldUser(next, NotYet);
            var pools = _live.Select(static live => live.Key).ToArray();
            var since = RotationEpoch.Advance(announced.Name, pools);
            Volatile.Write(ref _held, [announced with { Since = since }, .. _held.Where(held => held.Snapshot.Generation != next.Generation)]);
        }
    }

    /// <summary>Takes note of a renewal, or of another credential of the same user: the same name, with another end.</summary>
    public void Renew(JitCredentialSnapshot? latest)
    {
        lock (_gate)
            Volatile.Write(ref _held, Array.ConvertAll(_held, held => latest is not null && held.Name == latest.Credential.UserName
                ? held with { Snapshot = latest }
                : held));
    }

    /// <summary>Returns the user of a name, for a connection that nobody but us opens and whose name nobody changes.</summary>
    public HeldUser? OfName(string? name) => Array.Find(Volatile.Read(ref _held), held => held.Name == name);

    /// <summary>Returns the user that a server named when it refused an open.</summary>
    public HeldUser? NamedBy(Activity refused) => Array.Find(Volatile.Read(ref _held), held => ServerAnswerReader.Names(refused, held.Name));

    /// <summary>Hands out nothing of a user any more whose lease was given up.</summary>
    public void Forget(HeldUser user)
    {
        lock (_gate)
            Volatile.Write(ref _held, [_held[0], .. _held.Skip(1).Where(held => held.Snapshot.Generation != user.Snapshot.Generation)]);
    }

    /// <summary>Returns the user whose name an open has sent, or <see langword="null"/> where that user is held no more.</summary>
    /// <param name="settings">What Npgsql handed over.</param>
    /// <param name="open">The open's activity.</param>
    public HeldUser? SentBy(NpgsqlConnectionStringBuilder settings, Activity? open)
    {
        lock (_gate)
        {
            // An open without a stamp began before anybody listened: the name that it found is the only hint.
            var stamp = RotationEpoch.Of(open) ?? (_live.TryGetValue(settings, out _) ? NotYet - 1 : -1);
            if (!_live.TryGetValue(settings, out var live))
                _live.Add(settings, live = Keep(settings));

            var sent = stamp < live.KeptSince
                ? Array.Find(_held, held => held.Name == live.BuiltWith)
                : Array.Find(_held, held => held.Since <= stamp);
            return sent?.Handed();
        }
    }

    /// <summary>Begins to keep the name of a pool right. Nobody has changed it so far, so it is what the open that brings it here has sent.</summary>
    private LiveSettings Keep(NpgsqlConnectionStringBuilder settings)
    {
        var builtWith = settings.Username ?? "";
        if (builtWith == _held[0].Name)
            return new LiveSettings(builtWith, KeptSince: 0);
        return new LiveSettings(builtWith, RotationEpoch.Advance(_held[0].Name, [settings]));
    }
}
