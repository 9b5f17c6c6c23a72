namespace JitAccess.Benchmarks.Rotation;

/// <summary>What a process opens connections of.</summary>
internal enum OpeningKind
{
    /// <summary>A data source of Npgsql with a user that stays.</summary>
    Plain,

    /// <summary>JitAccess, some minutes after its user has changed.</summary>
    Rotated,

    /// <summary>JitAccess, whose user has just changed, and may change again.</summary>
    JustRotated,
}
