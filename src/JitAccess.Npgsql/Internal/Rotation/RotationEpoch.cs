using System.Diagnostics;
using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>A number that grows with each change of a user name, and is stamped on every physical open when it begins.</summary>
/// <remarks>
/// Npgsql reads the name a moment before its CONNECT activity starts and asks for the password much later. What an open was stamped with
/// tells which name it sent, however many times the name has changed since. It is a number and not a credential: each database maps it to
/// its own, so that none can be given another's secret.
/// An open that comes to a halt between the two, while the name changes, is stamped too late and refused by the server. So the number is read as
/// soon as anything is heard of the activity, before it is made: that takes most of the time in between, and whoever else traces takes the rest.
/// </remarks>
internal static class RotationEpoch
{
    private const string Property = "jitaccess.epoch";

    private static readonly Lock Gate = new();
    private static Stamp _current = new(0);
    private static int _users;

    [ThreadStatic]
    private static Stamp? _noted;

    /// <summary>Begins stamping; where no user name rotates, opens carry nothing.</summary>
    public static void Acquire() => Interlocked.Increment(ref _users);

    public static void Release() => Interlocked.Decrement(ref _users);

    /// <summary>Changes the name of pools, and returns the number of the opens that send it.</summary>
    /// <remarks>The number comes first, for to set a name takes long after it can be read; and nothing else comes in between.</remarks>
    public static long Advance(string name, ReadOnlySpan<NpgsqlConnectionStringBuilder> pools)
    {
        lock (Gate)
        {
            var next = new Stamp(_current.Number + 1);
            Interlocked.Exchange(ref _current, next); // seen by everybody before the first name is
            foreach (var pool in pools)
                pool.Username = name;
            return next.Number;
        }
    }

    /// <summary>Reads the number for the open whose activity this thread is about to make.</summary>
    public static void Note() => _noted = Volatile.Read(ref _current);

    /// <summary>Stamps an open with what was noted for it.</summary>
    public static void StampOn(Activity open)
    {
        var stamp = _noted ?? Volatile.Read(ref _current);
        _noted = null;
        if (Volatile.Read(ref _users) > 0)
            open.SetCustomProperty(Property, stamp);
    }

    /// <summary>Returns what an open was stamped with, or <see langword="null"/> where it began unseen.</summary>
    public static long? Of(Activity? open) => (open?.GetCustomProperty(Property) as Stamp)?.Number;

    // One object for all opens between two rotations, so that a stamp costs none of them an allocation.
    private sealed record Stamp(long Number);
}
