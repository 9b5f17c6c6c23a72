using System.Diagnostics;
using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>A number that grows with each change of a user name, and is stamped on every physical open when it begins.</summary>
/// <remarks>
/// What an open was stamped with tells which name it sent, however many times the name has changed since. It is a number and not a credential:
/// each database maps it to its own, so that none can be given another's secret.
/// Npgsql reads the name a moment before its CONNECT activity starts, and logs a moment before it reads. Between the two a name does not change:
/// an open whose thread comes to a halt there would be stamped with a name that it did not send. Opens wait for a change and a change for
/// opens, for no longer than a few instructions take, or one halt.
/// </remarks>
internal static class RotationEpoch
{
    private const string Property = "jitaccess.epoch";

    /// <summary>The longest halt of a thread, between Npgsql's question to its logger and the activity, that a change waits for.</summary>
    /// <remarks>A thread that halts for longer is given up: a change must come before the old user ends.</remarks>
    public static readonly TimeSpan LongestHalt = TimeSpan.FromSeconds(5);

    private static readonly Lock Gate = new();
    private static ReaderWriterLockSlim _names = new();
    private static Stamp _current = new(0);
    private static int _users;

    [ThreadStatic]
    private static Stamp? _noted;

    [ThreadStatic]
    private static ReaderWriterLockSlim? _reading;

    /// <summary>Gets a value indicating whether an open on this thread keeps names from changing.</summary>
    public static bool IsReading => _reading is not null;

    /// <summary>Begins stamping; where no user name rotates, opens carry nothing and wait for nothing.</summary>
    public static void Acquire() => Interlocked.Increment(ref _users);

    public static void Release() => Interlocked.Decrement(ref _users);

    /// <summary>Changes the name of pools, and returns the number of the opens that send it.</summary>
    /// <remarks>The number comes first, for to set a name takes long after it can be read; and nothing else comes in between.</remarks>
    public static long Advance(string name, ReadOnlySpan<NpgsqlConnectionStringBuilder> pools) => Advance(name, pools, LongestHalt);

    /// <summary>The same, for a test whose own thread may halt for longer.</summary>
    internal static long Advance(string name, ReadOnlySpan<NpgsqlConnectionStringBuilder> pools, TimeSpan longestHalt)
    {
        lock (Gate)
        {
            EndRead(); // of an open on this thread that went no further; a change does not wait for itself
            var names = _names;
            var waited = names.TryEnterWriteLock(longestHalt);
            if (!waited)
                Volatile.Write(ref _names, new()); // an open that was never heard of again keeps the old one, and holds up nobody else
            try
            {
                var next = new Stamp(_current.Number + 1);
                Interlocked.Exchange(ref _current, next); // seen by everybody before the first name is
                foreach (var pool in pools)
                    pool.Username = name;
                return next.Number;
            }
            finally
            {
                if (waited)
                    names.ExitWriteLock();
            }
        }
    }

    /// <summary>Keeps names from changing while an open on this thread reads one; where none rotates any more, nobody hears of its end either.</summary>
    public static void BeginRead()
    {
        if (IsReading || Volatile.Read(ref _users) == 0)
            return;
        var names = Volatile.Read(ref _names);
        names.EnterReadLock();
        _reading = names;
    }

    /// <summary>Reads the number for the open whose activity this thread is about to make, and lets names change again.</summary>
    public static void Note()
    {
        _noted = Volatile.Read(ref _current);
        EndRead();
    }

    /// <summary>Stamps an open with what was noted for it.</summary>
    public static void StampOn(Activity open)
    {
        var stamp = _noted ?? Volatile.Read(ref _current);
        _noted = null;
        EndRead();
        if (Volatile.Read(ref _users) > 0)
            open.SetCustomProperty(Property, stamp);
    }

    /// <summary>Returns what an open was stamped with, or <see langword="null"/> where it began unseen.</summary>
    public static long? Of(Activity? open) => (open?.GetCustomProperty(Property) as Stamp)?.Number;

    private static void EndRead()
    {
        _reading?.ExitReadLock();
        _reading = null;
    }

    // One object for all opens between two rotations, so that a stamp costs none of them an allocation.
    private sealed record Stamp(long Number);
}
