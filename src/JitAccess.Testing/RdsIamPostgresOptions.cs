namespace JitAccess.Testing;

/// <summary>The settings of a PostgreSQL that checks IAM tokens.</summary>
public sealed class RdsIamPostgresOptions
{
    /// <summary>Gets or sets the settings of the server; names and pg_hba lines are added to them.</summary>
    public LocalPostgresOptions Postgres { get; set; } = new();

    /// <summary>Gets or sets the settings of the authenticator.</summary>
    public RdsIamAuthenticatorOptions Authenticator { get; set; } = new();

    /// <summary>Gets or sets the name of the database.</summary>
    /// <value>The default is <c>orders</c>.</value>
    public string Database { get; set; } = "orders";

    /// <summary>Gets or sets the user who logs in with tokens.</summary>
    /// <value>The default is <c>orders_app</c>.</value>
    public string UserName { get; set; } = "orders_app";
}
