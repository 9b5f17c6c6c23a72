namespace JitAccess.Aws.Tests.Credentials;

/// <summary>Tests that set what the SDK reads from the process; nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "process-wide";
}
