namespace JitAccess.Benchmarks.Reporting;

internal enum CheckKind
{
    /// <summary>Bytes, calls, equality: the same on every machine, so a broken one fails the run.</summary>
    Structure,

    /// <summary>Time: recorded with its outcome; it never fails a run, because machines differ and are busy.</summary>
    Time,
}
