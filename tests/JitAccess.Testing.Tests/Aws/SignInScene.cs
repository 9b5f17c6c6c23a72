using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;
using Microsoft.AspNetCore.WebUtilities;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>An instance with a user who may use one permission set, unmodified AWS clients, and a browser that follows nothing by itself.</summary>
internal sealed class SignInScene : IAsyncDisposable
{
    public const string User = "ada@example.com";
    public const string PermissionSet = "db-readonly";
    public const string Scope = "sso:account:access";
    public const string Redirect = "http://127.0.0.1:45678/oauth/callback";
    public const string CodeGrant = "authorization_code";
    public const string RefreshGrant = "refresh_token";
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private SignInScene(AwsScene scene)
    {
        Scene = scene;
        Center.AddUser(User);
        Center.AddAccount(AwsScene.Account);
        Center.WritePermissionSet(PermissionSet, new() { DatabaseUserNames = { "orders_app" } });
        RoleArn = Center.Assign(User, AwsScene.Account, PermissionSet);
        Center.BrowserUser = User;
        Oidc = scene.Keep(new AmazonSSOOIDCClient(new AnonymousAWSCredentials(), scene.Configure(new AmazonSSOOIDCConfig(), Center.Oidc)));
        Portal = scene.Keep(new AmazonSSOClient(new AnonymousAWSCredentials(), scene.Configure(new AmazonSSOConfig(), Center.Portal)));
        Browser = scene.Http();
    }

    public AwsScene Scene { get; }

    public AwsEmulatorIdentityCenter Center => Scene.Aws.IdentityCenter;

    public string RoleArn { get; }

    public AmazonSSOOIDCClient Oidc { get; }

    public AmazonSSOClient Portal { get; }

    public HttpClient Browser { get; }

    /// <summary>Gets the verifier that goes with the challenge which <see cref="AuthorizeAddress"/> sends.</summary>
    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Cancellation => AwsScene.Cancellation;

    public static async Task<SignInScene> StartAsync() => new(await AwsScene.StartAsync());

    public Task<RegisterClientResponse> RegisterAsync(Action<RegisterClientRequest>? configure = null)
    {
        var request = new RegisterClientRequest
        {
            ClientName = "test",
            ClientType = "public",
            Scopes = [Scope],
            GrantTypes = [CodeGrant, RefreshGrant, DeviceGrant],
            RedirectUris = ["http://127.0.0.1/oauth/callback"],
            IssuerUrl = Center.StartUrl.AbsoluteUri,
        };
        configure?.Invoke(request);
        return Oidc.RegisterClientAsync(request, Cancellation);
    }

    public Uri AuthorizeAddress(RegisterClientResponse client, Action<Dictionary<string, string?>>? configure = null)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = client.ClientId,
            ["redirect_uri"] = Redirect,
            ["state"] = "the-state",
            ["code_challenge_method"] = "S256",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["scopes"] = Scope,
        };
        configure?.Invoke(query);
        return new Uri(QueryHelpers.AddQueryString(new Uri(Center.Oidc.Address, "authorize").AbsoluteUri, query));
    }

    /// <summary>Sends the browser to an address and returns the query that it was redirected with.</summary>
    public async Task<Dictionary<string, string>> RedirectedAsync(Uri address)
    {
        using var answer = await Browser.GetAsync(address, Cancellation);
        return Query(answer);
    }

    public static Dictionary<string, string> Query(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.GetLeftPart(UriPartial.Path).ShouldBe(Redirect);
        return QueryHelpers.ParseQuery(answer.Headers.Location.Query).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
    }

    public async Task<string> CodeAsync(RegisterClientResponse client) => (await RedirectedAsync(AuthorizeAddress(client)))["code"];

    public Task<CreateTokenResponse> TokenAsync(RegisterClientResponse client, string grant, Action<CreateTokenRequest> configure)
    {
        var request = new CreateTokenRequest { ClientId = client.ClientId, ClientSecret = client.ClientSecret, GrantType = grant };
        configure(request);
        return Oidc.CreateTokenAsync(request, Cancellation);
    }

    public Task<CreateTokenResponse> ExchangeAsync(RegisterClientResponse client, string code) =>
        TokenAsync(client, CodeGrant, r => (r.Code, r.CodeVerifier, r.RedirectUri) = (code, Verifier, Redirect));

    public Task<CreateTokenResponse> RefreshAsync(RegisterClientResponse client, string token) => TokenAsync(client, RefreshGrant, r => r.RefreshToken = token);

    public Task<CreateTokenResponse> PollAsync(RegisterClientResponse client, string deviceCode) => TokenAsync(client, DeviceGrant, r => r.DeviceCode = deviceCode);

    /// <summary>Signs in without a browser's window.</summary>
    public async Task<(RegisterClientResponse Client, CreateTokenResponse Token)> SignInAsync()
    {
        var client = await RegisterAsync();
        return (client, await ExchangeAsync(client, await CodeAsync(client)));
    }

    public Task<Amazon.SSO.Model.GetRoleCredentialsResponse> CredentialsAsync(string token, string roleName = PermissionSet, string account = AwsScene.Account) =>
        Portal.GetRoleCredentialsAsync(new() { AccessToken = token, AccountId = account, RoleName = roleName }, Cancellation);

    /// <summary>Ends a sign-in in one of the ways there are.</summary>
    public async Task EndAsync(string how, CreateTokenResponse token)
    {
        switch (how)
        {
            case "expired":
                Scene.Time.Advance(TimeSpan.FromHours(1));
                break;
            case "session over":
                Scene.Time.Advance(TimeSpan.FromHours(8));
                break;
            case "user disabled":
                Center.DisableUser(User);
                break;
            case "sessions ended":
                Center.EndSessions(User);
                break;
            case "logged out":
                await Portal.LogoutAsync(new() { AccessToken = token.AccessToken }, Cancellation);
                break;
        }
    }

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
