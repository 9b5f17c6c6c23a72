using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace JitAccess.Testing;

/// <summary>What a PostgreSQL image, the official one for one, needs to behave as RDS does; starting the container is its user's part.</summary>
/// <remarks>
/// The authenticator runs in the test's process on <see cref="ListenAddress"/>; the container reaches it under <see cref="HostName"/>, for which it
/// is started with <c>--add-host host.docker.internal:host-gateway</c>.
/// </remarks>
public static class RdsIamContainer
{
    /// <summary>The name by which a container reaches the machine that runs it.</summary>
    public const string HostName = "host.docker.internal";

    /// <summary>Gets the address of this machine that containers of the default network reach.</summary>
    /// <remarks>A desktop engine forwards <see cref="HostName"/> to loopback, and there is no such interface here.</remarks>
    public static IPAddress ListenAddress =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(static i => i.Name == "docker0")
            .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
            .Select(static a => a.Address)
            .FirstOrDefault(static a => a.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;

    /// <summary>Returns the files to put into the container before it starts, by their paths; one of them is an initialisation script.</summary>
    /// <param name="authenticator">What judges the tokens.</param>
    /// <param name="authority">What vouches for the server, valid for <c>localhost</c> and the token endpoint's host.</param>
    /// <param name="superuser">The superuser, who logs in with a password over TLS: the image's <c>POSTGRES_USER</c>.</param>
    public static IReadOnlyDictionary<string, string> Files(RdsIamAuthenticator authenticator, TestCertificateAuthority authority, string superuser)
    {
        ArgumentNullException.ThrowIfNull(authenticator);
        return PostgresContainer.Files(authority, superuser, authenticator.HbaLines(HostName), [authenticator.Verifier.Endpoint.Host]);
    }
}
