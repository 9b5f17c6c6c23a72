using System.Net;
using System.Text.Json.Nodes;
using JitAccess.Testing.Tests.Aws;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests.Entra;

/// <summary>The tenant: discovery, keys, and tokens for applications that other issuers vouch for.</summary>
public sealed class EntraTests
{
    private const string Resource = "api://jitaccess-aws";
    private const string Subject = "system:serviceaccount:orders:api";

    private static readonly Guid ClientId = Guid.Parse("11111111-1111-1111-1111-111111111111");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Discovery_LeadsToKeysThatVerify()
    {
        await using var entra = await EntraEmulator.StartAsync(cancellationToken: Cancellation);
        using var http = EmulatorHttpClientFactory.Create(entra.CertificatePem);

        var discovery = JsonNode.Parse(await http.GetStringAsync(new Uri(entra.Issuer + "/.well-known/openid-configuration"), Cancellation))!;
        var keys = JsonNode.Parse(await http.GetStringAsync(new Uri((string)discovery["jwks_uri"]!), Cancellation))!;

        entra.Issuer.Scheme.ShouldBe("https");
        ((string)discovery["issuer"]!).ShouldBe(entra.Issuer.OriginalString);
        keys["keys"]!.AsArray().Count.ShouldBe(1);
        keys["keys"]![0]!.AsObject().Select(static p => p.Key).ShouldBe(["kty", "use", "alg", "kid", "n", "e"]); // nothing private
    }

    [Fact]
    public async Task Keys_AfterRotation_KeepTheOldOneUntilItIsRetired()
    {
        await using var entra = await StartAsync();

        entra.RotateTokenKey();
        (await KeysAsync()).ShouldBe(2);
        entra.RetireTokenKeys();
        (await KeysAsync()).ShouldBe(1);

        async Task<int> KeysAsync()
        {
            using var http = new HttpClient();
            return JsonNode.Parse(await http.GetStringAsync(new Uri(entra.Endpoint.Address, $"{entra.TenantId}/discovery/v2.0/keys"), Cancellation))!["keys"]!.AsArray().Count;
        }
    }

    [Fact]
    public async Task Token_ForAFederatedCredential_IsTakenBySts()
    {
        await using var scene = await AwsScene.StartAsync();
        await using var cluster = await StartAsync(scene.Time);
        await using var entra = await StartAsync(scene.Time);
        var application = Register(entra, cluster);
        var provider = scene.Aws.AddOidcProvider(AwsScene.Account, entra.Issuer, [Resource]);
        scene.Aws.WriteRole(AwsScene.RoleArn, new() { TrustedWebIdentities = { new(provider, Resource, application.ObjectId.ToString()) } });

        var (status, body) = await TokenAsync(entra, Assertion(cluster));
        var answer = await scene.Sts(new Amazon.Runtime.AnonymousAWSCredentials()).AssumeRoleWithWebIdentityAsync(
            new() { RoleArn = AwsScene.RoleArn, RoleSessionName = "api", WebIdentityToken = (string)body["access_token"]! }, Cancellation);

        (status, (int)body["expires_in"]!).ShouldBe((HttpStatusCode.OK, 3600));
        answer.SubjectFromWebIdentityToken.ShouldBe(application.ObjectId.ToString());
    }

    [Theory]
    [InlineData("subject", 700213)]
    [InlineData("audience", 700212)]
    [InlineData("issuer", 700211)]
    [InlineData("impostor", 700027)]
    [InlineData("expired", 700024)]
    [InlineData("not yet valid", 700024)]
    [InlineData("no JWT", 50027)]
    [InlineData("none", 7000218)]
    [InlineData("secret", 7000215)]
    [InlineData("issuer down", 50166)]
    public async Task Token_ForAnAssertionThatIsWrongInOnePoint_IsRefused(string what, int code)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var cluster = await StartAsync(time);
        await using var foreign = await StartAsync(time);
        await using var entra = await StartAsync(time);
        Register(entra, cluster);
        var assertion = what switch
        {
            "subject" => Assertion(cluster, t => t.Subject = "system:serviceaccount:orders:eve"),
            "audience" => Assertion(cluster, t => t.Audience = "sts.amazonaws.com"),
            "issuer" => Assertion(foreign),
            "impostor" => Assertion(foreign, t => t.Claims["iss"] = cluster.Issuer.OriginalString),
            "expired" => Assertion(cluster, t => t.IssuedAt = time.GetUtcNow().AddHours(-1)),
            "not yet valid" => Assertion(cluster, t => t.IssuedAt = time.GetUtcNow().AddHours(1)),
            "no JWT" => "no.jwt.",
            "none" or "secret" => null,
            _ => Assertion(cluster),
        };
        if (what == "issuer down")
            await cluster.Endpoint.StopListeningAsync();

        var (status, body) = await TokenAsync(entra, assertion, f =>
        {
            if (what == "secret")
                f["client_secret"] = "secret";
        });

        (status, (string)body["error"]!, (int)body["error_codes"]![0]!).ShouldBe((HttpStatusCode.Unauthorized, "invalid_client", code));
        ((string)body["error_description"]!).ShouldStartWith($"AADSTS{code}: ");
    }

    [Theory]
    [InlineData("client_id", "22222222-2222-2222-2222-222222222222", 700016)]
    [InlineData("client_id", "nobody", 700016)]
    [InlineData("grant_type", "password", 70003)]
    [InlineData("scope", "api://jitaccess-aws", 1002012)]
    [InlineData("scope", "api://another/.default", 500011)]
    public async Task Token_ForARequestThatIsWrongInOnePoint_IsRefused(string name, string value, int code)
    {
        await using var cluster = await StartAsync();
        await using var entra = await StartAsync();
        Register(entra, cluster);

        var (status, body) = await TokenAsync(entra, Assertion(cluster), f => f[name] = value);

        (status, (int)body["error_codes"]![0]!).ShouldBe((HttpStatusCode.BadRequest, code));
    }

    [Fact]
    public async Task Endpoint_OfAnotherTenant_IsNobody_AndFaultsAreThoseOfEntra()
    {
        await using var entra = await StartAsync();
        using var http = new HttpClient();

        using var other = await http.GetAsync(new Uri(entra.Endpoint.Address, $"{Guid.NewGuid()}/v2.0/.well-known/openid-configuration"), Cancellation);
        entra.Endpoint.Faults.Throttle(1);
        using var throttled = await http.GetAsync(new Uri(entra.Issuer + "/.well-known/openid-configuration"), Cancellation);
        using var served = await http.GetAsync(new Uri(entra.Issuer + "/.well-known/openid-configuration"), Cancellation);

        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        throttled.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        throttled.Headers.RetryAfter.ShouldNotBeNull();
        served.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<EntraEmulator> StartAsync(TimeProvider? time = null) =>
        EntraEmulator.StartAsync(new() { UsesPlainHttp = true, TimeProvider = time ?? TimeProvider.System }, Cancellation);

    private static EntraEmulatorApplication Register(EntraEmulator entra, EntraEmulator cluster)
    {
        var application = new EntraEmulatorApplication { FederatedCredentials = { new(cluster.Issuer, Subject) }, Resources = { Resource } };
        entra.WriteApplication(ClientId, application);
        return application;
    }

    private static string Assertion(EntraEmulator issuer, Action<EntraEmulatorToken>? configure = null)
    {
        var token = new EntraEmulatorToken { Audience = "api://AzureADTokenExchange", Subject = Subject };
        configure?.Invoke(token);
        return issuer.CreateToken(token);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> TokenAsync(EntraEmulator entra, string? assertion, Action<Dictionary<string, string>>? configure = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = ClientId.ToString(),
            ["scope"] = Resource + "/.default",
        };
        if (assertion is not null)
            (form["client_assertion"], form["client_assertion_type"]) = (assertion, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        configure?.Invoke(form);
        using var http = new HttpClient();
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(new Uri(entra.Endpoint.Address, $"{entra.TenantId}/oauth2/v2.0/token"), content, Cancellation);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!);
    }
}
