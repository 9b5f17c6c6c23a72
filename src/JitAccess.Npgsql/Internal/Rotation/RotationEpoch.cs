using System.Diagnostics;

namespace JitAccess.Internal.Rotation;

/// <summary>A number that grows with each change of a user name, and is stamped on every physical open when it begins.</summary>
/// <remarks>
/// Npgsql reads the name a moment before its CONNECT activity starts and asks for the password much later. What an open was stamped with
/// tells which name it sent, however many times the name has changed since. It is a number and not a credential: each database maps it to
/// its own, so that none can be given another's secret.
/// </remarks>
internal static class RotationEpoch
{
    private const string Property = "jitaccess.epoch";

    private static readonly Lock Gate = new();
    private static Stamp _current = new(0);
    private static int _users;

    /// <summary>Begins stamping; where no user name rotates, opens carry nothing.</summary>
    public static void Acquire() => Interlocked.Increment(ref _users);

    public static void Release() => Interlocked.Decrement(ref _users);

    /// <summary>Returns the next number; whoever calls has just written the names that go with it.</summary>
    public static long Advance()
    {
        lock (Gate)
        {
            Volatile.Write(ref _current, new Stamp(_current.Number + 1));
            return _current.Number;
        }
    }

    public static void StampOn(Activity open)
    {
        if (Volatile.Read(ref _users) > 0)
            open.SetCustomProperty(Property, Volatile.Read(ref _current));
    }

    /// <summary>Returns what an open was stamped with, or <see langword="null"/> where it began unseen.</summary>
    public static long? Of(Activity? open) => (open?.GetCustomProperty(Property) as Stamp)?.Number;

    // One object for all opens between two rotations, so that a stamp costs none of them an allocation.
    private sealed record Stamp(long Number);
}
