using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>The settings of one database, bound from <c>JitAccess:Databases:{name}</c>.</summary>
public sealed class JitDatabaseOptions
{
    /// <summary>The configuration section that holds the databases.</summary>
    public const string SectionName = "JitAccess:Databases";

    /// <summary>Gets or sets which of the registered candidates mints, such as <c>RdsIam</c>.</summary>
    /// <value>The default is <see langword="null"/>: the only candidate is used; with several, one must be named.</value>
    public string? Provider { get; set; }

    /// <summary>Gets or sets the connection string.</summary>
    /// <value>
    /// <c>ConnectionStrings:{name}</c>, where it is set, wins over this key of the section; what code sets wins over both. It holds no password.
    /// </value>
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets the user to log in as where the connection string names none.</summary>
    public string? UserName { get; set; }

    /// <summary>Gets or sets what the start of the host does about the first credential.</summary>
    /// <value>The default is <see cref="JitPrefetch.BestEffort"/>.</value>
    public JitPrefetch Prefetch { get; set; }

    /// <summary>Gets the endpoints whose credential is for another host and port than the one dialled.</summary>
    public IList<JitTokenEndpoint> TokenEndpoints { get; } = [];

    /// <summary>Gets or sets when credentials are refreshed.</summary>
    [ValidateObjectMembers]
    public JitRefreshOptions Refresh { get; set; } = new();

    /// <summary>Gets or sets a value indicating whether the health check is left out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Gets or sets a value indicating whether this database is left out of traces: refreshes, physical opens, commands.</summary>
    /// <remarks>An open that fails before the server asks for the credential is still traced by the driver.</remarks>
    public bool DisableTracing { get; set; }

    /// <summary>Gets or sets a value indicating whether JitAccess measures nothing of this database.</summary>
    /// <remarks>The driver's own metrics go on; leave them out by not adding its meter.</remarks>
    public bool DisableMetrics { get; set; }

    /// <summary>Gets the reason given to <see cref="AllowUnverifiedServer"/>, or <see langword="null"/>.</summary>
    public string? UnverifiedServerReason { get; private set; }

    /// <summary>Permits TLS that does not verify who the server is; a warning with the reason is logged at every start.</summary>
    /// <param name="reason">Why this database can't be verified.</param>
    /// <remarks>
    /// It exists in code only: nobody can weaken TLS by configuration. <c>SSL Mode=Require</c> hands the credential to whoever answers,
    /// <c>VerifyCA</c> to whoever holds any certificate of the same authority.
    /// </remarks>
    public void AllowUnverifiedServer(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        UnverifiedServerReason = reason;
    }

    /// <summary>Checks the settings, as the start of a host does.</summary>
    /// <param name="name">The database's name, for the message.</param>
    /// <exception cref="JitConfigurationException">A setting is wrong; the message names each.</exception>
    public void Validate(string name)
    {
        IValidateOptions<JitDatabaseOptions>[] validators = [new JitDatabaseOptionsValidator(), new JitDatabaseOptionsCrossValidator()];
        var failures = Array.ConvertAll(validators, v => v.Validate(name, this)).SelectMany(r => r.Failures ?? []).ToArray();
        if (failures.Length > 0)
            throw new JitConfigurationException(string.Join(' ', failures));
    }
}
