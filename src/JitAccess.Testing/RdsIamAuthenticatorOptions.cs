using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess.Testing;

/// <summary>The settings of an authenticator.</summary>
public sealed class RdsIamAuthenticatorOptions
{
    /// <summary>Gets or sets the endpoint that tokens must be signed for.</summary>
    /// <value>The default is <c>orders.abc123def456.eu-west-1.rds.amazonaws.com:5432</c>.</value>
    public JitEndpoint TokenEndpoint { get; set; } = new("orders.abc123def456.eu-west-1.rds.amazonaws.com", 5432);

    /// <summary>Gets or sets the region that tokens must be scoped to.</summary>
    /// <value>The default is <c>eu-west-1</c>.</value>
    public string Region { get; set; } = "eu-west-1";

    /// <summary>Gets or sets the address to listen on: loopback, or the one named address that a container reaches.</summary>
    /// <value>The default is <see cref="IPAddress.Loopback"/>. "Any" is refused: passwords arrive in clear text.</value>
    public IPAddress ListenAddress { get; set; } = IPAddress.Loopback;

    /// <summary>Gets or sets the clock that tokens are judged by.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets how far ahead of that clock a token may be signed, where the signer runs on another machine.</summary>
    /// <value>The default is zero.</value>
    public TimeSpan AllowedClockSkew { get; set; }

    /// <summary>Gets or sets where the reason of each refusal is logged.</summary>
    /// <value>The default logs nothing.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;
}
