namespace JitAccess.Analyzers.Detection;

/// <summary>The keywords of connection strings, over all common providers.</summary>
internal static class ConnectionKeys
{
    private static readonly HashSet<string> HostKeys = new(StringComparer.Ordinal)
    {
        "host", "hostname", "hosts", "server", "servername", "datasource", "address", "addr", "networkaddress", "endpoint", "endpoints", "hostaddr", "nodes",
        "nodelist", "contactpoints", "bootstrapservers", "dbserver", "dbhost", "pghost", "service", "url", "uri",
    };

    private static readonly HashSet<string> OtherKeys = new(StringComparer.Ordinal)
    {
        "port", "database", "initialcatalog", "dbname", "db", "catalog", "userid", "username", "user", "uid", "usr", "login", "provider", "driver", "dsn",
        "integratedsecurity", "trustedconnection", "pooling", "sslmode", "ssl", "timeout", "connectiontimeout", "connecttimeout", "commandtimeout", "encrypt",
        "trustservercertificate", "multipleactiveresultsets", "applicationname", "app", "persistsecurityinfo", "maxpoolsize", "minpoolsize", "maximumpoolsize",
        "virtualhost", "searchpath", "charset", "protocol", "version", "mode", "cache", "abortconnect", "allowadmin", "defaultdatabase", "workstationid",
        "keepalive", "includeerrordetail", "entity", "account", "warehouse", "role", "schema", "accountid", "pguser", "pgdatabase", "tenant", "domain",
        "dbqualifier", "filename", "trustservercert", "failoverpartner", "connectionlifetime", "sqlservermode", "currentschema", "clientid", "accesskeyid",
    };

    // A keyword with a space: the last word alone would not be the whole of it.
    private static readonly HashSet<string> PasswordKeys = new(StringComparer.Ordinal)
    {
        "password", "pwd", "psw", "passwd", "pass", "pw", "passphrase", "sslpassword", "userpassword", "certificatepassword", "keypassword", "proxypassword",
        "jetoledb:databasepassword", "databasepassword", "newpassword",
    };

    public static bool IsHost(string key) => HostKeys.Contains(key);

    public static bool IsKnown(string key) => HostKeys.Contains(key) || OtherKeys.Contains(key);

    public static bool IsPassword(string key) => PasswordKeys.Contains(key);

    public static bool IsPersistSecurityInfo(string key) => key is "persistsecurityinfo";

    /// <summary>A keyword as providers compare it: without case, spaces and underscores.</summary>
    public static string Normalize(string key)
    {
        Span<char> buffer = stackalloc char[64];
        var length = 0;
        foreach (var c in key)
            if (c is not (' ' or '_' or '-' or '\t') && length < buffer.Length)
                buffer[length++] = char.ToLowerInvariant(c);
        return buffer.Slice(0, length).ToString();
    }
}
