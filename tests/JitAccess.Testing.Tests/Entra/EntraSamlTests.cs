using System.Net;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using JitAccess.Testing.Tests.Aws;

namespace JitAccess.Testing.Tests.Entra;

/// <summary>SAML of the tenant: metadata with several certificates, and responses that STS takes.</summary>
public sealed class EntraSamlTests
{
    private static readonly Guid ApplicationId = Guid.Parse("33333333-3333-3333-3333-333333333333");

    private static CancellationToken Cancellation => AwsScene.Cancellation;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CreateResponse_IsTakenBySts(bool signsResponse)
    {
        await using var scene = await AwsScene.StartAsync();
        await using var entra = await StartAsync(scene);
        var application = entra.CreateSamlApplication(ApplicationId);
        var provider = Trust(scene, application);

        var answer = await AssumeAsync(scene, provider, application, r => (r.SignsResponse, r.SourceIdentity) = (signsResponse, "ada"));

        (answer.Subject, answer.SubjectType, answer.SourceIdentity).ShouldBe(("ada@example.com", "persistent", "ada"));
        answer.Issuer.ShouldBe($"https://sts.windows.net/{entra.TenantId}/");
        answer.AssumedRoleUser.Arn.ShouldBe("arn:aws:sts::123456789012:assumed-role/orders/ada@example.com");
    }

    [Fact]
    public async Task CreateResponse_ThatSaysWhenTheSessionEnds_ShortensIt()
    {
        await using var scene = await AwsScene.StartAsync();
        await using var entra = await StartAsync(scene);
        var application = entra.CreateSamlApplication(ApplicationId);
        var ends = scene.Time.GetUtcNow().AddMinutes(20);

        var answer = await AssumeAsync(scene, Trust(scene, application), application, r => r.SessionNotOnOrAfter = ends);

        answer.Credentials.Expiration!.Value.ToUniversalTime().ShouldBe(ends.UtcDateTime);
    }

    [Fact]
    public async Task Metadata_IsPublishedWithAByteOrderMarkAndEveryCertificate_AndTheTenantsIsAnother()
    {
        await using var scene = await AwsScene.StartAsync();
        await using var entra = await StartAsync(scene);
        var application = entra.CreateSamlApplication(ApplicationId);
        application.AddCertificate();
        using var http = new HttpClient();

        var bytes = await http.GetByteArrayAsync(application.MetadataAddress, Cancellation);
        var tenants = await http.GetStringAsync(new Uri(application.MetadataAddress.GetLeftPart(UriPartial.Path)), Cancellation);
        using var unknown = await http.GetAsync(new Uri($"{application.MetadataAddress.GetLeftPart(UriPartial.Path)}?appid={Guid.NewGuid()}"), Cancellation);

        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        foreach (var certificate in application.Certificates)
        {
            var raw = string.Concat(certificate.CertificatePem.Split('\n').Where(static l => !l.StartsWith('-')));
            text.Split(raw).Length.ShouldBe(3); // for the identity provider, and in the part that is none
            tenants.ShouldNotContain(raw);
        }

        scene.Aws.WriteSamlProvider(AwsScene.Account, "entra", text).ShouldEndWith(":saml-provider/entra");
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Activate_ACertificateThatAwsDoesNotKnow_IsAnOutageUntilItDoes()
    {
        await using var scene = await AwsScene.StartAsync();
        await using var entra = await StartAsync(scene);
        var application = entra.CreateSamlApplication(ApplicationId);
        var provider = Trust(scene, application);
        var first = application.Certificates.Single().Thumbprint;
        var next = application.AddCertificate();
        (await AssumeAsync(scene, provider, application)).Credentials.ShouldNotBeNull();

        application.Activate(next);
        await Should.ThrowAsync<InvalidIdentityTokenException>(() => AssumeAsync(scene, provider, application));
        Trust(scene, application);

        (await AssumeAsync(scene, provider, application)).Credentials.ShouldNotBeNull();
        Should.Throw<ArgumentException>(() => application.Remove(next));
        application.Remove(first);
        application.Certificates.Single().ShouldSatisfyAllConditions(c => c.Thumbprint.ShouldBe(next), c => c.IsActive.ShouldBeTrue());
    }

    [Fact]
    public async Task CreateResponse_WhenTheActiveCertificateHasExpired_IsSignedByAFreshOneWithoutAWord()
    {
        await using var scene = await AwsScene.StartAsync();
        await using var entra = await StartAsync(scene);
        var application = entra.CreateSamlApplication(ApplicationId);
        application.Activate(application.AddCertificate(TimeSpan.FromDays(1)));
        var provider = Trust(scene, application);
        scene.Time.Advance(TimeSpan.FromDays(1));

        (await AssumeAsync(scene, provider, application)).Credentials.ShouldNotBeNull();
    }

    private static Task<EntraEmulator> StartAsync(AwsScene scene) => EntraEmulator.StartAsync(new() { UsesPlainHttp = true, TimeProvider = scene.Time }, Cancellation);

    private static string Trust(AwsScene scene, EntraEmulatorSamlApplication application)
    {
        var provider = scene.Aws.WriteSamlProvider(AwsScene.Account, "entra", application.Metadata);
        scene.Aws.WriteRole(AwsScene.RoleArn, new() { TrustedSamlProviders = { provider }, AllowsSourceIdentity = true });
        return provider;
    }

    private static Task<AssumeRoleWithSAMLResponse> AssumeAsync(
        AwsScene scene, string provider, EntraEmulatorSamlApplication application, Action<EntraEmulatorSamlResponse>? configure = null)
    {
        var response = new EntraEmulatorSamlResponse { NameId = "ada@example.com", RoleSessionName = "ada@example.com", Roles = { $"{AwsScene.RoleArn},{provider}" } };
        configure?.Invoke(response);
        return scene.Sts(new AnonymousAWSCredentials()).AssumeRoleWithSAMLAsync(
            new() { RoleArn = AwsScene.RoleArn, PrincipalArn = provider, SAMLAssertion = application.CreateResponse(response) }, Cancellation);
    }
}
