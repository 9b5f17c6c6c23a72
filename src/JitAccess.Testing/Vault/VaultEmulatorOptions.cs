using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess.Testing;

/// <summary>The settings of an emulator of Vault.</summary>
public sealed class VaultEmulatorOptions
{
    /// <summary>Gets or sets the address to listen on: loopback, or one named address.</summary>
    /// <value>The default is <see cref="IPAddress.Loopback"/>. "Any" is refused: passwords are handed out here.</value>
    public IPAddress ListenAddress { get; set; } = IPAddress.Loopback;

    /// <summary>Gets or sets the port.</summary>
    /// <value>The default is 0: a free one, kept for the emulator's life.</value>
    public int Port { get; set; }

    /// <summary>Gets or sets a value indicating whether it speaks plain HTTP instead of HTTPS.</summary>
    public bool UsesPlainHttp { get; set; }

    /// <summary>Gets names, beside <c>localhost</c> and the address, that the certificate is valid for.</summary>
    public IList<string> ServerNames { get; } = [];

    /// <summary>Gets or sets the authority whose certificates clients have to show, as with <c>tls_require_and_verify_client_cert</c>.</summary>
    /// <value>The default is <see langword="null"/>: clients are asked for none.</value>
    public TestCertificateAuthority? ClientAuthority { get; set; }

    /// <summary>Gets or sets a value indicating whether namespaces exist, as in OpenBao and Vault Enterprise.</summary>
    /// <value>By default there are none, and <c>X-Vault-Namespace</c> is ignored without a word.</value>
    public bool HasNamespaces { get; set; }

    /// <summary>Gets or sets a value indicating whether a request without <c>X-Vault-Request: true</c> is answered with 412.</summary>
    public bool RequiresRequestHeader { get; set; }

    /// <summary>Gets or sets the clock of leases, tokens and rotations.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>. Under another one PostgreSQL's <c>VALID UNTIL</c> still means its own clock.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets where requests and what becomes of roles are logged; no secret is.</summary>
    /// <value>The default logs nothing.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Gets or sets how long disposal may take, by the system's clock: a database that does not answer must not hold up the end of a test run.</summary>
    internal TimeSpan DisposalLimit { get; set; } = TimeSpan.FromSeconds(10);
}
