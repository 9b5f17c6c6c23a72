using System.Security.Authentication;

namespace JitAccess.Vault.Http;

/// <summary>Tells a connection that TLS refused from one that broke.</summary>
/// <remarks>
/// A server that refuses a client's certificate says so during the handshake, or, with TLS 1.3, afterwards: then .NET reports a read that failed, and
/// only the text of the innermost exception names the alert.
/// </remarks>
internal static class TlsRefusal
{
    private const string Alert = " alert ";

    // As OpenSSL writes the alerts by which a certificate is refused (RFC 8446, 6.2).
    private static readonly string[] Reasons = ["certificate", "unknown ca", "handshake failure", "access denied"];

    public static bool IsIn(Exception e)
    {
        for (var cause = e.InnerException; cause is not null; cause = cause.InnerException)
            if (cause is AuthenticationException || IsAlert(cause.Message))
                return true;
        return false;
    }

    private static bool IsAlert(string message) =>
        message.IndexOf(Alert, StringComparison.Ordinal) is var at and >= 0 &&
        Array.Exists(Reasons, reason => message.AsSpan(at + Alert.Length).Contains(reason, StringComparison.Ordinal));
}
