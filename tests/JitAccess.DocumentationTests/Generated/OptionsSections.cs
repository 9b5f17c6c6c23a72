using JitAccess.Aws;
using JitAccess.Vault;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>The options types that configuration binds, the package that has them, and their sections below a database's.</summary>
/// <param name="Type">The options type.</param>
/// <param name="Project">The project whose schema describes it.</param>
/// <param name="Candidates">The sections of provider candidates; none for the database's own.</param>
internal sealed record OptionsSections(Type Type, string Project, params string[] Candidates)
{
    public static IReadOnlyList<OptionsSections> All { get; } =
    [
        new(typeof(JitDatabaseOptions), "JitAccess"),
        new(typeof(RdsIamOptions), "JitAccess.Aws", "RdsIam", "AuroraIam"),
        new(typeof(DsqlOptions), "JitAccess.Aws", "Dsql"),
        new(typeof(VaultOptions), "JitAccess.Vault", "Vault"),
    ];
}
