using System.Globalization;
using System.Net;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>Reads the addresses of a connection string and the token endpoints that options map them to.</summary>
internal static class EndpointPlan
{
    public static IReadOnlyList<(JitEndpoint Connect, JitEndpoint Token)> Create(
        NpgsqlConnectionStringBuilder settings, JitDatabaseOptions options, string database)
    {
        var map = options.TokenEndpoints.ToDictionary(pair => JitEndpoint.Parse(pair.Connect), pair => JitEndpoint.Parse(pair.Token));
        var plan = new List<(JitEndpoint Connect, JitEndpoint Token)>();
        foreach (var connect in Addresses(settings, database))
        {
            if (plan.Exists(p => p.Connect == connect))
                throw new JitConfigurationException(
                    $"The connection string of database '{database}' names the host {connect} twice, and would give it two pools. Name it once.");
            plan.Add((connect, map.Remove(connect, out var token) ? token : Normalize(connect)));
        }

        if (map.Count > 0)
            throw new JitConfigurationException(
                $"{JitDatabaseOptions.SectionName}:{database}:TokenEndpoints maps {string.Join(", ", map.Keys)}, which the connection string " +
                $"of '{database}' does not dial; it dials {string.Join(", ", plan.Select(p => p.Connect))}. Write the same host and port.");
        return plan;
    }

    /// <summary>Says whether every host is this machine's own loopback, by a name or address that can be nothing else.</summary>
    public static bool IsLoopbackOnly(NpgsqlConnectionStringBuilder settings) =>
        !string.IsNullOrWhiteSpace(settings.Host)
        && settings.Host.Split(',', StringSplitOptions.TrimEntries).All(host => Address(host, settings.Port).Host is var name
            && (string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var ip) && IPAddress.IsLoopback(ip))));

    /// <summary>Brings a host into the form that is signed and verified: DNS ignores case and one trailing dot, a signature does not.</summary>
    private static JitEndpoint Normalize(JitEndpoint endpoint) =>
        new((endpoint.Host is [.. var name, '.'] ? name : endpoint.Host).ToLowerInvariant(), endpoint.Port);

    private static IEnumerable<JitEndpoint> Addresses(NpgsqlConnectionStringBuilder settings, string database)
    {
        if (string.IsNullOrWhiteSpace(settings.Host))
            throw new JitConfigurationException($"The connection string of database '{database}' names no Host.");

        foreach (var host in settings.Host.Split(',', StringSplitOptions.TrimEntries))
        {
            if (host.StartsWith('/') || host.StartsWith('@'))
                throw new JitConfigurationException(
                    $"The connection string of database '{database}' dials the Unix socket '{host}', where TLS can't verify the server. Dial it by TCP.");
            yield return Address(host, settings.Port);
        }
    }

    // As Npgsql reads it: a colon separates a port, unless there are several and no bracket (an IPv6 address).
    private static JitEndpoint Address(string host, int defaultPort)
    {
        if (host.IndexOf(':', StringComparison.Ordinal) == host.LastIndexOf(':') || host.StartsWith('['))
        {
            var colon = host.LastIndexOf(':');
            if (colon > host.LastIndexOf(']') && int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                return new JitEndpoint(host[..colon].Trim('[', ']'), port);
        }

        return new JitEndpoint(host.Trim('[', ']'), defaultPort);
    }
}
