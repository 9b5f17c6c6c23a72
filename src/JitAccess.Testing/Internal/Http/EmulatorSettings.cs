using System.Net;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing.Internal.Http;

/// <summary>What the services of an emulator share.</summary>
internal sealed record EmulatorSettings(IPAddress ListenAddress, EmulatorCertificate? Certificate, TimeProvider Time, ILogger Logger)
{
    /// <summary>Reads the options, and issues a certificate unless plain HTTP is spoken.</summary>
    /// <param name="kind">What the certificate's folder is named after.</param>
    /// <param name="options">The options.</param>
    /// <param name="logger">The logger.</param>
    /// <exception cref="ArgumentException">The address is "any".</exception>
    public static EmulatorSettings Of(string kind, EmulatorOptions options, ILogger logger)
    {
        EmulatorServer.RefuseAny(options.ListenAddress, "Credentials are handed out here");
        return new(
            options.ListenAddress, EmulatorCertificate.For(kind, options.UsesPlainHttp, options.ListenAddress, options.ServerNames), options.TimeProvider, logger);
    }
}
