using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace JitAccess.Testing.Internal.Oidc;

/// <summary>The public keys of an issuer, fetched from where its discovery document says, and kept for a while.</summary>
/// <param name="issuer">The issuer as its tokens name it.</param>
/// <param name="rootPem">The authority of its certificate; <see langword="null"/> for those of the system.</param>
/// <param name="time">The clock.</param>
internal sealed class IssuerKeys(string issuer, string? rootPem, TimeProvider time) : IDisposable
{
    /// <summary>How long keys are used without asking again; an unknown key is asked for at once.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http = Client(rootPem);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyList<SecurityKey> _keys = [];
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;

    /// <summary>Returns the key of an id; <see langword="null"/> if the issuer has none.</summary>
    /// <exception cref="IdentityTokenException">The issuer could not be reached, or its documents are not in order.</exception>
    public async Task<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isFresh = time.GetUtcNow() < _fetchedAt + Kept;
            if (isFresh && Known(keyId) is { } key)
                return key;
            _keys = await FetchAsync(cancellationToken).ConfigureAwait(false);
            _fetchedAt = time.GetUtcNow();
            return Known(keyId);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or ArgumentException or KeyNotFoundException or InvalidOperationException)
        {
            throw new IdentityTokenException(IdentityTokenFault.KeysUnavailable, e.GetType().Name);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    private static HttpClient Client(string? rootPem)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        if (rootPem is not null)
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509Certificate2.CreateFromPem(rootPem) },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        return new HttpClient(handler) { MaxResponseContentBufferSize = 256 * 1024 };
    }

    private SecurityKey? Known(string keyId) => _keys.FirstOrDefault(k => k.KeyId == keyId);

    private async Task<IReadOnlyList<SecurityKey>> FetchAsync(CancellationToken cancellationToken)
    {
        var discovery = new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration");
        using var document = JsonDocument.Parse(await _http.GetStringAsync(discovery, cancellationToken).ConfigureAwait(false));
        if (document.RootElement.GetProperty("issuer").GetString() != issuer)
            throw new InvalidOperationException("the discovery document is another issuer's");
        var keys = new Uri(document.RootElement.GetProperty("jwks_uri").GetString() ?? "");
        if (keys.Scheme != discovery.Scheme)
            throw new InvalidOperationException("keys of a secure issuer come over a secure connection");
        return [.. JsonWebKeySet.Create(await _http.GetStringAsync(keys, cancellationToken).ConfigureAwait(false)).GetSigningKeys()];
    }
}
