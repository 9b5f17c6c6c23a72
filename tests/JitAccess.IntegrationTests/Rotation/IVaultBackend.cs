namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A Vault that is set up: one database, one dynamic role <c>orders</c>, one AppRole that may use it. What its administrator can do.</summary>
internal interface IVaultBackend : IAsyncDisposable
{
    /// <summary>Gets what it is, for the output of a test.</summary>
    string Name { get; }

    Uri Address { get; }

    string RootCertificatePath { get; }

    /// <summary>Gets the role id of the AppRole.</summary>
    string RoleId { get; }

    Task<string> CreateSecretIdAsync(CancellationToken cancellationToken);

    /// <summary>Counts the leases of the role.</summary>
    Task<long> CountLeasesAsync(CancellationToken cancellationToken);

    Task SealAsync(CancellationToken cancellationToken);

    Task UnsealAsync(CancellationToken cancellationToken);
}
