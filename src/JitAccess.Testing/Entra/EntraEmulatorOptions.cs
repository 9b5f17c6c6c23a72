using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess.Testing;

/// <summary>The settings of an emulator of Entra.</summary>
public sealed class EntraEmulatorOptions
{
    /// <summary>Gets or sets the tenant.</summary>
    /// <value>The default is a new one.</value>
    public Guid TenantId { get; set; } = Guid.NewGuid();

    /// <summary>Gets or sets the address to listen on: loopback, or one named address.</summary>
    /// <value>The default is <see cref="IPAddress.Loopback"/>. "Any" is refused: tokens are handed out here.</value>
    public IPAddress ListenAddress { get; set; } = IPAddress.Loopback;

    /// <summary>Gets or sets the port.</summary>
    /// <value>The default is 0: a free one, kept for the emulator's life.</value>
    public int Port { get; set; }

    /// <summary>Gets or sets a value indicating whether it speaks plain HTTP instead of HTTPS.</summary>
    public bool UsesPlainHttp { get; set; }

    /// <summary>Gets names, beside <c>localhost</c> and the address, that the certificate is valid for.</summary>
    public IList<string> ServerNames { get; } = [];

    /// <summary>Gets or sets the clock of tokens, assertions and certificates.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets where requests are logged; no token is.</summary>
    /// <value>The default logs nothing.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;
}
