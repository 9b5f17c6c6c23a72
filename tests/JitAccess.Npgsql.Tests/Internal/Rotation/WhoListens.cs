namespace JitAccess.Npgsql.Tests.Internal.Rotation;

/// <summary>Tests in which it matters who of the process listens to Npgsql first; nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WhoListens
{
    public const string Name = "who-listens";
}
