using Amazon.Runtime;
using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;
using JitAccess.Aws.Identity;

namespace JitAccess.Aws.SignIn;

/// <summary>The sign-in service of one instance of Identity Center.</summary>
internal sealed class SsoService(AmazonSSOOIDCConfig config, IdentityCenterSettings settings, TimeProvider time)
{
    public const string Scope = "sso:account:access";
    public const string RefreshGrant = "refresh_token";

    public Uri Address { get; } = AwsClientSettings.Address(config, new RegisterClientRequest());

    public TimeProvider Time { get; } = time;

    public IdentityCenterSettings Settings { get; } = settings;

    /// <summary>Registers a client that may refresh what it is given.</summary>
    /// <param name="grant">How it is going to ask.</param>
    /// <param name="redirectUri">Where browsers return to, if they do.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<SsoClient> RegisterAsync(string grant, string? redirectUri, CancellationToken cancellationToken) => CallAsync(
        async client =>
        {
            var answer = await client.RegisterClientAsync(
                new RegisterClientRequest
                {
                    ClientName = "jitaccess",
                    ClientType = "public",
                    Scopes = [Scope],
                    GrantTypes = [grant, RefreshGrant],
                    RedirectUris = redirectUri is null ? null : [redirectUri],
                    IssuerUrl = Settings.StartUrl,
                },
                cancellationToken).ConfigureAwait(false);
            return new SsoClient(answer.ClientId, answer.ClientSecret, DateTimeOffset.FromUnixTimeSeconds(answer.ClientSecretExpiresAt ?? 0));
        },
        [], cancellationToken);

    /// <summary>Asks for a token.</summary>
    /// <param name="client">The client.</param>
    /// <param name="grant">How.</param>
    /// <param name="configure">Sets what proves it.</param>
    /// <param name="secrets">What that is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<SsoToken> CreateTokenAsync(
        SsoClient client, string grant, Action<CreateTokenRequest> configure, IReadOnlyList<string> secrets, CancellationToken cancellationToken) => CallAsync(
        async sdk =>
        {
            var request = new CreateTokenRequest { ClientId = client.Id, ClientSecret = client.RevealSecret(), GrantType = grant };
            configure(request);
            var asked = Time.GetUtcNow();
            var answer = await sdk.CreateTokenAsync(request, cancellationToken).ConfigureAwait(false);
            return new SsoToken(answer.AccessToken, asked.AddSeconds(answer.ExpiresIn ?? 0), answer.RefreshToken ?? request.RefreshToken, client);
        },
        [client.RevealSecret(), .. secrets], cancellationToken);

    public Task<StartDeviceAuthorizationResponse> StartDeviceAsync(SsoClient client, CancellationToken cancellationToken) => CallAsync(
        sdk => sdk.StartDeviceAuthorizationAsync(
            new StartDeviceAuthorizationRequest { ClientId = client.Id, ClientSecret = client.RevealSecret(), StartUrl = Settings.StartUrl }, cancellationToken),
        [client.RevealSecret()], cancellationToken);

    private async Task<T> CallAsync<T>(Func<AmazonSSOOIDCClient, Task<T>> call, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        using var client = new AmazonSSOOIDCClient(new AnonymousAWSCredentials(), config);
        try
        {
            return await call(client).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not JitProviderException and not OAuthPendingException && !cancellationToken.IsCancellationRequested)
        {
            throw SsoFailures.OfSignIn(e, Settings, secrets, Time.GetUtcNow());
        }
    }
}
