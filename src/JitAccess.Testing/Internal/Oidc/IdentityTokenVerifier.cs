using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JitAccess.Testing.Internal.Oidc;

/// <summary>Verifies the tokens of one issuer: signature by its published keys, issuer, and times without any grace.</summary>
internal sealed class IdentityTokenVerifier : IDisposable
{
    private const int LongestToken = 20_000;

    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
    private static readonly string[] RequiredClaims = ["sub", "aud", "exp", "iat"];
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = LongestToken, MapInboundClaims = false };

    private readonly IssuerKeys _keys;
    private readonly TimeProvider _time;

    /// <summary>Initializes a verifier.</summary>
    /// <param name="issuer">The issuer as its tokens name it.</param>
    /// <param name="rootPem">The authority of its certificate; <see langword="null"/> for those of the system.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">It is neither https nor on this machine.</exception>
    public IdentityTokenVerifier(Uri issuer, string? rootPem, TimeProvider time)
    {
        if (!issuer.IsAbsoluteUri || (issuer.Scheme != Uri.UriSchemeHttps && !(issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback)))
            throw new ArgumentException($"The issuer {issuer} is neither an https URL nor on loopback.", nameof(issuer));
        Issuer = issuer.OriginalString;
        _keys = new IssuerKeys(Issuer, rootPem, time);
        _time = time;
    }

    public string Issuer { get; }

    /// <summary>Takes a token apart, to learn whose it claims to be.</summary>
    /// <exception cref="IdentityTokenException">It is none.</exception>
    public static JsonWebToken Read(string text)
    {
        try
        {
            var token = Handler.ReadJsonWebToken(text);
            return token.IsEncrypted || token.IsSigned is false ? throw new IdentityTokenException(IdentityTokenFault.Malformed) : token;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            throw new IdentityTokenException(IdentityTokenFault.Malformed);
        }
    }

    /// <summary>Verifies a token.</summary>
    /// <exception cref="IdentityTokenException">It is refused.</exception>
    public async Task<IdentityToken> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        var token = Read(text);
        if (token.Issuer != Issuer)
            throw new IdentityTokenException(IdentityTokenFault.WrongIssuer);
        var key = await _keys.FindAsync(token.Kid ?? "", cancellationToken).ConfigureAwait(false) ?? throw new IdentityTokenException(IdentityTokenFault.UnknownKey);
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            IssuerSigningKey = key,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            ValidateAudience = false, // by whom it was sent to, in its own words
            ValidateLifetime = false, // below, by the emulator's clock
        }).ConfigureAwait(false);
        if (!result.IsValid)
            throw new IdentityTokenException(IdentityTokenFault.BadSignature);
        JudgeTimes(token);
        return new IdentityToken(token);
    }

    public void Dispose() => _keys.Dispose();

    private void JudgeTimes(JsonWebToken token)
    {
        foreach (var claim in RequiredClaims)
            if (!token.TryGetPayloadValue<object>(claim, out _))
                throw new IdentityTokenException(IdentityTokenFault.MissingClaim, claim);
        var now = _time.GetUtcNow().UtcDateTime;
        if (now >= token.ValidTo)
            throw new IdentityTokenException(
                IdentityTokenFault.Expired, new DateTimeOffset(token.ValidTo, TimeSpan.Zero).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        if (now < token.ValidFrom || now < token.IssuedAt)
            throw new IdentityTokenException(IdentityTokenFault.NotYetValid);
    }
}
