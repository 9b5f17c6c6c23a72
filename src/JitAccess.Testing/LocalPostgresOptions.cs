using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess.Testing;

/// <summary>The settings of a throw-away PostgreSQL.</summary>
public sealed class LocalPostgresOptions
{
    /// <summary>Gets or sets the folder of <c>initdb</c> and <c>pg_ctl</c>.</summary>
    /// <value>The default is <see langword="null"/>: the variable <c>JITACCESS_POSTGRES_BIN</c>, <c>PATH</c>, then the usual folders.</value>
    public string? BinDirectory { get; set; }

    /// <summary>Gets or sets the port.</summary>
    /// <value>The default is 0: a free one.</value>
    public int Port { get; set; }

    /// <summary>Gets or sets the folder in which the cluster's own folder is made.</summary>
    /// <value>The default is the folder for temporary files.</value>
    public string? ParentDirectory { get; set; }

    /// <summary>Gets the names, beside <c>localhost</c> and <c>127.0.0.1</c>, that the server's certificate is valid for.</summary>
    public IList<string> ServerNames { get; } = [];

    /// <summary>Gets the <c>pg_hba</c> lines that come before the one of the superuser.</summary>
    public IList<string> HbaLines { get; } = [];

    /// <summary>Gets settings of <c>postgresql.conf</c>; they come after, and so win over, those that make it a test server.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the server that this one follows as a hot standby, by streaming replication.</summary>
    /// <value>The default is <see langword="null"/>: it is a primary with data of its own. The setting <c>recovery_min_apply_delay</c> makes a
    /// standby lag; <c>max_connections</c> must not be below the primary's.</value>
    public LocalPostgres? Primary { get; set; }

    /// <summary>Gets or sets where start and stop are logged.</summary>
    /// <value>The default logs nothing.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Returns a copy to which lines and names can be added without the caller's seeing it.</summary>
    internal LocalPostgresOptions With(IEnumerable<string> firstHbaLines, string serverName)
    {
        var copy = new LocalPostgresOptions { BinDirectory = BinDirectory, Port = Port, ParentDirectory = ParentDirectory, Primary = Primary, LoggerFactory = LoggerFactory };
        foreach (var line in firstHbaLines.Concat(HbaLines))
            copy.HbaLines.Add(line);
        foreach (var name in ServerNames.Append(serverName))
            copy.ServerNames.Add(name);
        foreach (var (name, value) in Settings)
            copy.Settings[name] = value;
        return copy;
    }
}
