namespace JitAccess.Vault.Tests;

/// <summary>Tests that set variables of the process; nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "process-wide";
}
