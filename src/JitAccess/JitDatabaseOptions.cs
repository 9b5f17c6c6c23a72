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
    /// <value>The default is <see langword="null"/>: <c>ConnectionStrings:{name}</c> is used. It holds no password.</value>
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
}
