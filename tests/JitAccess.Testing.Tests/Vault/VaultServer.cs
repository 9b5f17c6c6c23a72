namespace JitAccess.Testing.Tests.Vault;

/// <summary>The tests that share a PostgreSQL: it takes longer to start than most of them.</summary>
[CollectionDefinition(Name)]
public sealed class VaultServer : ICollectionFixture<VaultFixture>
{
    public const string Name = "vault";
}
