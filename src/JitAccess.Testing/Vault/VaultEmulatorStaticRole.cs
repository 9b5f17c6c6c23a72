namespace JitAccess.Testing;

/// <summary>A static role of the database engine: a user that exists, whose password the server changes.</summary>
public sealed class VaultEmulatorStaticRole
{
    /// <summary>Gets or sets the name of the connection.</summary>
    /// <value>The default is <c>postgres</c>.</value>
    public string Connection { get; set; } = "postgres";

    /// <summary>Gets or sets the user; it must exist.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Gets or sets how often the password changes.</summary>
    /// <value>The default is one day.</value>
    public TimeSpan RotationPeriod { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets the statements that change the password, with <c>{{name}}</c> and <c>{{password}}</c>.</summary>
    /// <value>Empty means <c>ALTER ROLE … WITH PASSWORD …</c>.</value>
    public IList<string> RotationStatements { get; } = [];
}
