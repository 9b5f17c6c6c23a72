namespace JitAccess.Analyzers.Detection;

/// <summary>Names that, beside a password, say what it opens.</summary>
internal static class MemberNames
{
    private static readonly HashSet<string> Hosts = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "hostname", "server", "servername", "datasource", "address", "endpoint", "serveraddress", "hosts", "servers", "serverurl", "nodes", "contactpoint",
        "smtphost", "smtpserver", "dbhost", "dbserver", "databasehost", "connectionstring", "ftphost", "ldapserver", "brokerurl", "uri", "url", "baseurl", "hoststring", "host_name",
    };

    private static readonly HashSet<string> Databases = new(StringComparer.OrdinalIgnoreCase)
    {
        "database", "initialcatalog", "databasename", "dbname", "catalog", "port", "schema", "virtualhost", "vhost", "realm", "domain", "keyspace", "bucket",
    };

    private static readonly string[] TypeParts =
        ["Credential", "Connection", "Database", "DbOptions", "DbSettings", "DbConfig", "Sql", "Postgres", "Redis", "Rabbit", "Mongo", "Smtp", "Ftp", "Ldap", "Broker", "Kafka", "Mqtt", "Jdbc", "DataSource"];

    public static bool IsHost(string name) => Hosts.Contains(name) || name.EndsWith("Host", StringComparison.Ordinal) || name.EndsWith("Server", StringComparison.Ordinal);

    public static bool IsServer(string name) => IsHost(name) || Databases.Contains(name);

    /// <summary>Says whether a type, by its name, is what one logs in with.</summary>
    public static bool IsLoginType(string name)
    {
        foreach (var part in TypeParts)
            if (name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        return false;
    }
}
