namespace JitAccess.Testing;

/// <summary>A dynamic role of the database engine: what a new user is made by, and how long it lives.</summary>
public sealed class VaultEmulatorRole
{
    /// <summary>Gets or sets the name of the connection.</summary>
    /// <value>The default is <c>postgres</c>.</value>
    public string Connection { get; set; } = "postgres";

    /// <summary>Gets the statements that create a user, with <c>{{name}}</c>, <c>{{password}}</c> and <c>{{expiration}}</c>. There is no default.</summary>
    public IList<string> CreationStatements { get; } = [];

    /// <summary>Gets the statements that extend a user, with <c>{{name}}</c> and <c>{{expiration}}</c>.</summary>
    /// <value>Empty means <c>ALTER ROLE … VALID UNTIL …</c>.</value>
    public IList<string> RenewStatements { get; } = [];

    /// <summary>Gets the statements that end a user, with <c>{{name}}</c>.</summary>
    /// <value>Empty means: revoke all privileges on tables, schemas and the database, then <c>DROP ROLE</c>. Open sessions stay open.</value>
    public IList<string> RevocationStatements { get; } = [];

    /// <summary>Gets the statements that run after a creation that failed and was undone, with <c>{{name}}</c>.</summary>
    public IList<string> RollbackStatements { get; } = [];

    /// <summary>Gets or sets the life of a lease, and what a renewal without a wish gives it.</summary>
    /// <value>The default is 32 days, the server's.</value>
    public TimeSpan DefaultTtl { get; set; }

    /// <summary>Gets or sets the life that renewals never go beyond.</summary>
    /// <value>The default is 32 days, the server's.</value>
    public TimeSpan MaxTtl { get; set; }

    /// <summary>Gets or sets a value indicating whether the leases of the role say of themselves that they cannot be renewed.</summary>
    public bool IsNotRenewable { get; set; }
}
