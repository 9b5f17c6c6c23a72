namespace JitAccess.Analyzers.Detection;

/// <summary>Says of a server whether it is this machine, or one that exists in documentation only.</summary>
internal static class Hosts
{
    private static readonly HashSet<string> Local = new(StringComparer.OrdinalIgnoreCase)
    {
        "localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0", ".", "(local)", "host.docker.internal", "localhost.localdomain", "host.containers.internal",
    };

    private static readonly HashSet<string> Made = new(StringComparer.OrdinalIgnoreCase)
    {
        "h", "host", "hostname", "server", "myserver", "myserveraddress", "yourserver", "your-server", "your_server", "myhost", "my_host", "yourhost", "your-host",
        "servername", "dbhost", "foo", "bar", "x", "some-host", "somehost", "example", "test", "fake", "nowhere", "none", "unused",
    };

    private static readonly string[] Reserved =
        [".example.com", ".example.org", ".example.net", ".example", ".test", ".invalid", ".localhost", ".contoso.com", ".fabrikam.com"];

    /// <summary>Says whether every host of a list is this machine.</summary>
    public static bool AreLocal(string hosts, ICollection<string> more)
    {
        foreach (var part in hosts.Split(','))
        {
            var host = NameOf(part);
            if (host.Length > 0 && !Local.Contains(host) && !IsNumber(host) && !more.Contains(host) && !host.StartsWith("127.", StringComparison.Ordinal)
                && !host.StartsWith("(localdb)", StringComparison.OrdinalIgnoreCase) && !host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return hosts.Trim().Length > 0;
    }

    public static bool IsDocumentation(string hosts)
    {
        var host = NameOf(hosts.Split(',')[0]);
        if (Made.Contains(host) || host.IndexOf('<') >= 0 || host.IndexOf('{') >= 0 || host.IndexOf('[') > 0)
            return true;
        foreach (var ending in Reserved)
            if (host.EndsWith(ending, StringComparison.OrdinalIgnoreCase) || string.Compare(host, 0, ending, 1, int.MaxValue, StringComparison.OrdinalIgnoreCase) == 0)
                return true;
        return false;
    }

    // tcp:name,1433 and name:5432 and .\SQLEXPRESS and "np:..." are all ways to write a server.
    private static string NameOf(string part)
    {
        var host = part.Trim().Trim('"', '\'');
        foreach (var protocol in (string[])["tcp:", "np:", "lpc:", "admin:"])
            if (host.StartsWith(protocol, StringComparison.OrdinalIgnoreCase))
                host = host.Substring(protocol.Length);
        var instance = host.IndexOf('\\');
        if (instance > 0 && !host.StartsWith("(localdb)", StringComparison.OrdinalIgnoreCase))
            host = host.Substring(0, instance);
        var port = host.LastIndexOf(':');
        return port > 0 && host.IndexOf(':') == port ? host.Substring(0, port) : host;
    }

    private static bool IsNumber(string text)
    {
        foreach (var c in text)
            if (!char.IsDigit(c))
                return false;
        return true;
    }
}
