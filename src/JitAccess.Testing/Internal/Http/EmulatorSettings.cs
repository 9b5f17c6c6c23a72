using System.Net;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing.Internal.Http;

/// <summary>What the services of an emulator share.</summary>
internal sealed record EmulatorSettings(IPAddress ListenAddress, EmulatorCertificate? Certificate, TimeProvider Time, ILogger Logger);
