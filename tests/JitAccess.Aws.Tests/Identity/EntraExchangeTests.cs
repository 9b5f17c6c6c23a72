using JitAccess.Testing;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>A cluster's token goes to Entra ID, and what Entra ID issues to STS; neither the other way.</summary>
public sealed class EntraExchangeTests : IAsyncLifetime
{
    private const string Workload = "system:serviceaccount:orders:api";

    private static readonly Guid ClientId = Guid.Parse("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

    private readonly EntraEmulatorApplication _application = new() { ObjectId = Guid.Parse(IdentityScene.Subject), Resources = { IdentityScene.Audience } };
    private IdentityScene _scene = null!;
    private EntraEmulator _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await IdentityScene.StartAsync();
        _cluster = await EntraEmulator.StartAsync(new() { TimeProvider = _scene.Time, UsesPlainHttp = true }, IdentityScene.Cancellation);
        _application.FederatedCredentials.Add(new(_cluster.Issuer, Workload));
        _scene.Entra.WriteApplication(ClientId, _application);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task FederatedToken_ExchangedTwice_LogsIn()
    {
        var credential = await IdentityScene.MintAsync(Provider());

        _scene.ShouldLogIn(credential);
        _scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains("Entra JWT 60 min → STS role orders 60 min → RDS token 15 min", StringComparison.Ordinal));
        (_scene.Entra.Endpoint.CountServed("Token"), _scene.Aws.Sts.CountServed("AssumeRoleWithWebIdentity")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task FederatedToken_ForSts_IsSentToNobody()
    {
        var error = await RefusedAsync(Provider(token: () => Federated("sts.amazonaws.com")));

        error.Message.ShouldContain("is for 'sts.amazonaws.com' and not for 'api://AzureADTokenExchange'. Nothing was sent");
        _scene.Entra.Endpoint.Requests.ShouldBeEmpty();
        _scene.Aws.Sts.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task TokenOfEntra_ForAnotherResource_IsNotSentToSts()
    {
        _application.Resources.Add("api://another");
        _scene.Entra.WriteApplication(ClientId, _application);

        var error = await RefusedAsync(Provider(entra => entra.Scope = "api://another/.default"));

        error.Message.ShouldContain("The JWT that Entra ID brought is for 'api://another'");
        _scene.Aws.Sts.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Workload_ThatEntraDoesNotKnow_IsDeniedAndItsTokenNotRepeated()
    {
        var token = _cluster.CreateToken(new() { Audience = "api://AzureADTokenExchange", Subject = "system:serviceaccount:other:api" });

        var error = await RefusedAsync(Provider(token: () => token));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("Compare issuer, subject and audience of its federated credential");
        foreach (var part in token.Split('.'))
            error.ToString().ShouldNotContain(part);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Entra_ThatFails_IsTransient(int status)
    {
        _scene.Entra.Endpoint.Faults.RefusesWith = status;

        (await RefusedAsync(Provider())).Kind.ShouldBe(JitProviderErrorKind.Transient);
    }

    [Fact]
    public async Task Entra_ThatIsDown_IsTransientAndNamed()
    {
        await _scene.Entra.Endpoint.StopListeningAsync();

        var error = await RefusedAsync(Provider());

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("Entra ID could not be reached in time");
    }

    private string Federated(string audience) => _cluster.CreateToken(new() { Audience = audience, Subject = Workload });

    private IJitCredentialProvider Provider(Action<EntraExchangeOptions>? configure = null, Func<string>? token = null) =>
        _scene.Provider(o => o.UseWebIdentity(w =>
        {
            (w.RoleArn, w.Audience) = (IdentityScene.RoleArn, IdentityScene.Audience);
            w.UseToken(_ => new((token ?? (() => Federated("api://AzureADTokenExchange")))()));
            w.UseEntra(entra =>
            {
                (entra.TenantId, entra.ClientId) = (_scene.Entra.TenantId.ToString(), ClientId.ToString());
                entra.Authority = _scene.Entra.Endpoint.Address.GetLeftPart(UriPartial.Authority);
                configure?.Invoke(entra);
            });
        }));

    private static Task<JitProviderException> RefusedAsync(IJitCredentialProvider provider) =>
        Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(provider));
}
