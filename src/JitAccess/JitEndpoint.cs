using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace JitAccess;

/// <summary>A host and a port.</summary>
public readonly record struct JitEndpoint
{
    /// <summary>Throws: an endpoint has a host and a port.</summary>
    public JitEndpoint() => throw new InvalidOperationException("A JitEndpoint is made of a host and a port.");

    /// <summary>Initializes an endpoint.</summary>
    /// <param name="host">The host name or address, without brackets.</param>
    /// <param name="port">The port, from 1 to 65535.</param>
    public JitEndpoint(string host, int port)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        Host = host;
        Port = port;
    }

    /// <summary>Gets the host name or address, without brackets.</summary>
    public string Host { get; }

    /// <summary>Gets the port.</summary>
    public int Port { get; }

    /// <summary>Reads <c>host:port</c>; an IPv6 address stands in brackets.</summary>
    /// <param name="text">The text to read.</param>
    /// <exception cref="FormatException"><paramref name="text"/> is no endpoint.</exception>
    public static JitEndpoint Parse(string text) =>
        TryParse(text, out var endpoint) ? endpoint : throw new FormatException($"'{text}' is no endpoint; write host:port.");

    /// <summary>Reads <c>host:port</c>; an IPv6 address stands in brackets.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="endpoint">The endpoint read.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out JitEndpoint endpoint)
    {
        Unsafe.SkipInit(out endpoint);
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return false;

        var host = text![..colon];
        if (host is ['[', .. var inner, ']'])
            host = inner;
        else if (host.Contains(':', StringComparison.Ordinal))
            return false; // an IPv6 address without brackets: where it ends is a guess

        if (string.IsNullOrWhiteSpace(host) || port is < 1 or > ushort.MaxValue)
            return false;

        endpoint = new JitEndpoint(host, port);
        return true;
    }

    /// <summary>Returns <c>host:port</c>, an IPv6 address in brackets.</summary>
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>Compares the port, and the host without regard to case, as DNS does.</summary>
    /// <param name="other">The endpoint to compare with.</param>
    public bool Equals(JitEndpoint other) => Port == other.Port && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Host is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Host), Port);
}
