namespace JitAccess.Analyzers.Rules;

/// <summary>Where a token ends up.</summary>
internal enum TokenPlace
{
    ConnectionString,
    Log,
    Output,
    Exception,
    Trace,
    Text,
}
