namespace JitAccess.Analyzers.Values;

/// <summary>A call that puts text together.</summary>
internal enum CallKind
{
    Other,
    Format,
    Concat,
    Join,
    Append,
}
