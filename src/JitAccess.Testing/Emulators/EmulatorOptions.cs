using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess.Testing;

/// <summary>The settings that the emulators of AWS and Entra have in common.</summary>
public abstract class EmulatorOptions
{
    private protected EmulatorOptions()
    {
    }

    /// <summary>Gets or sets the address to listen on: loopback, or one named address.</summary>
    /// <value>The default is <see cref="IPAddress.Loopback"/>. "Any" is refused: credentials are handed out here.</value>
    public IPAddress ListenAddress { get; set; } = IPAddress.Loopback;

    /// <summary>Gets or sets the port of the first service; others follow it.</summary>
    /// <value>The default is 0: free ones, kept for the emulator's life.</value>
    public int Port { get; set; }

    /// <summary>Gets or sets a value indicating whether it speaks plain HTTP instead of HTTPS.</summary>
    public bool UsesPlainHttp { get; set; }

    /// <summary>Gets names, beside <c>localhost</c> and the address, that the certificate is valid for.</summary>
    public IList<string> ServerNames { get; } = [];

    /// <summary>Gets or sets the clock that signatures, tokens and sessions are judged by.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>. Answers carry its time, by which AWS clients correct their own.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets where requests and issued credentials are logged; no secret is.</summary>
    /// <value>The default logs nothing.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;
}
