using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Aws.SignIn;

/// <summary>The authorization code grant with PKCE (RFC 7636), by a browser that returns to this machine (RFC 8252).</summary>
internal sealed class BrowserSignIn(SsoService service, SignInAddress addresses, Func<Uri, CancellationToken, ValueTask>? browser) : ISignInFlow
{
    private const string Grant = "authorization_code";

    // The port is not part of what is registered: it is another one each time.
    private const string RegisteredRedirect = "http://127.0.0.1" + RedirectReceiver.Path;
    private const int SecretBytes = 32;

    public string? Obstacle => browser is null ? Desktop.WhyMissing : null;

    public string Instruction => "a page of the browser asks for it";

    public async Task<SsoToken> SignInAsync(CancellationToken cancellationToken)
    {
        var client = await service.RegisterAsync(Grant, RegisteredRedirect, cancellationToken).ConfigureAwait(false);
        var state = Random();
        var verifier = Random();
        using var receiver = new RedirectReceiver(state, service.Time);
        (string Name, string Value)[] query =
        [
            ("response_type", "code"), ("client_id", client.Id), ("redirect_uri", receiver.Address.AbsoluteUri), ("state", state),
            ("code_challenge_method", "S256"), ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
            ("scopes", SsoService.Scope),
        ];
        var page = new Uri(service.Address, "authorize?" + string.Join('&', query.Select(static p => $"{p.Name}={Uri.EscapeDataString(p.Value)}")));
        addresses.Require(page);

        var waiting = receiver.ReceiveAsync(cancellationToken);
        await (browser ?? Desktop.OpenAsync)(page, cancellationToken).ConfigureAwait(false);
        var code = await waiting.ConfigureAwait(false);
        return await service.CreateTokenAsync(
            client, Grant, r => (r.Code, r.CodeVerifier, r.RedirectUri) = (code, verifier, receiver.Address.AbsoluteUri), [code, verifier, state], cancellationToken)
            .ConfigureAwait(false);
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}
