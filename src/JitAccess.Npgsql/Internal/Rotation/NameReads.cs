namespace JitAccess.Internal.Rotation;

/// <summary>Knows which threads may be about to read a user name, at the price of one write by a thread to its own memory.</summary>
/// <remarks>
/// Npgsql asks its logger before each message whether it is wanted, also before the one that comes right before a name is read. It does not say which
/// message it asks for, and to be told costs a pooled open a tenth of its time. So only while a change of a name is near opens are made to tell, and lock;
/// the others leave a mark, which the change waits for. Marks of what turned out to be another message are taken away by the next question, or given up.
/// </remarks>
internal static class NameReads
{
    // What halts for longer is given up: a change must come before the old user ends.
    private static readonly TimeSpan LongestHalt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private static readonly List<Mark> Marks = [];
    private static int _changes;

    [ThreadStatic]
    private static Mark? _mine;

    /// <summary>Gets a value indicating whether a change of a name is near, so that opens are to lock.</summary>
    public static bool AreToLock => Volatile.Read(ref _changes) > 0;

    /// <summary>Marks this thread: what comes next may be the read of a name.</summary>
    public static void MayBegin() => Volatile.Write(ref (_mine ?? Add()).IsSet, true);

    /// <summary>Takes the mark of this thread away.</summary>
    public static void Ended()
    {
        if (_mine is { } mine)
            Volatile.Write(ref mine.IsSet, false);
    }

    /// <summary>Makes opens lock from now on, and returns when none is left that did not; the caller changes the name, and then lets go.</summary>
    public static async Task<IDisposable> LockFromNowOnAsync(CancellationToken cancellationToken)
    {
        Ended(); // this thread reads none now, whatever it has done before
        Interlocked.Increment(ref _changes);
        var change = new Change();
        try
        {
            // A thread has either seen the count or shown its mark; without this each might look before it writes.
            Interlocked.MemoryBarrierProcessWide();
            var began = TimeProvider.System.GetTimestamp();
            foreach (var mark in Copy())
                while (Volatile.Read(ref mark.IsSet) && mark.Owner.IsAlive && TimeProvider.System.GetElapsedTime(began) < LongestHalt)
                    await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false); // of threads, not of a clock in a test
            GiveUpWhatIsLeft();
            return change;
        }
        catch
        {
            change.Dispose();
            throw;
        }
    }

    private static Mark Add()
    {
        _mine = new Mark();
        lock (Marks)
        {
            Marks.RemoveAll(static mark => !mark.Owner.IsAlive);
            Marks.Add(_mine);
        }

        return _mine;
    }

    private static Mark[] Copy()
    {
        lock (Marks)
            return [.. Marks];
    }

    // Else each change would wait for a thread that has long been doing something else.
    private static void GiveUpWhatIsLeft()
    {
        foreach (var mark in Copy())
            Volatile.Write(ref mark.IsSet, false);
    }

    private sealed class Mark
    {
        public bool IsSet;

        public Thread Owner { get; } = Thread.CurrentThread;
    }

    private sealed class Change : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                Interlocked.Decrement(ref _changes);
        }
    }
}
