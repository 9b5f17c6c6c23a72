using System.Security.Authentication;
using JitAccess.Vault.Http;

namespace JitAccess.Vault.Tests.Http;

/// <summary>What .NET 10 throws on Linux when a server refuses a client's certificate, as measured; TLS 1.3 tells after the handshake.</summary>
public sealed class TlsRefusalTests
{
    [Theory]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca")]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required")]
    [InlineData("error:0A000412:SSL routines::sslv3 alert bad certificate")]
    [InlineData("error:0A000410:SSL routines::sslv3 alert handshake failure")]
    public void IsIn_AlertAfterTheHandshake_IsARefusal(string alert) =>
        TlsRefusal.IsIn(Sending(new IOException("The decryption operation failed, see inner exception.", new InvalidOperationException(
            "Decrypt failed with OpenSSL error - SSL_ERROR_SSL.", new InvalidOperationException(alert))))).ShouldBeTrue();

    [Fact]
    public void IsIn_FailedHandshake_IsARefusal() => TlsRefusal.IsIn(Sending(new AuthenticationException("Authentication failed."))).ShouldBeTrue();

    [Theory]
    [InlineData("Connection reset by peer")]
    [InlineData("error:0A000126:SSL routines::unexpected eof while reading")]
    [InlineData("error:0A000438:SSL routines::tlsv1 alert internal error")]
    public void IsIn_ConnectionThatBroke_IsNone(string message) =>
        TlsRefusal.IsIn(Sending(new IOException("Unable to read data.", new InvalidOperationException(message)))).ShouldBeFalse();

    private static HttpRequestException Sending(Exception cause) => new("An error occurred while sending the request.", cause);
}
