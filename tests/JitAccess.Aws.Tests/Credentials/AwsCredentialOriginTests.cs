using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Tests.Issuers;

namespace JitAccess.Aws.Tests.Credentials;

[Collection(ProcessWide.Name)]
public sealed class AwsCredentialOriginTests : IDisposable
{
    private const string Variable = "AWS_ENDPOINT_URL_STS";
    private readonly ProcessSettings _process = new();
    private readonly string _file = Path.GetTempFileName();

    public AwsCredentialOriginTests() => _process.Set(Variable, null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _process.Dispose();
        AWSConfigs.AWSCredentialsGenerators = null;
        File.Delete(_file);
    }

    [Fact]
    public async Task Profile_WithKeys_GivesThem()
    {
        Write("[keys]", "aws_access_key_id = akid", "aws_secret_access_key = secret");

        var credentials = await Source("keys").GetAsync(Ct);

        credentials.AccessKeyId.ShouldBe("akid");
        credentials.HasUnknownExpiry.ShouldBeFalse();
    }

    [Fact]
    public async Task Profile_WithSessionKeys_HasUnknownExpiry()
    {
        Write("[keys]", "aws_access_key_id = akid", "aws_secret_access_key = secret", "aws_session_token = token");

        (await Source("keys").GetAsync(Ct)).HasUnknownExpiry.ShouldBeTrue();
    }

    [Fact]
    public async Task Profile_Missing_IsMisconfigured()
    {
        Write("[other]", "aws_access_key_id = akid", "aws_secret_access_key = secret");

        var error = await Should.ThrowAsync<JitProviderException>(Source("missing").GetAsync(Ct));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("AWS profile 'missing'");
    }

    [Fact]
    public async Task Profile_OfIdentityCenterWithoutSession_IsDeniedWithTheCommand()
    {
        // The start address is nobody's, so there is no session in the cache and the network is not asked.
        Write(
            "[sso]", $"sso_start_url = https://{Guid.NewGuid():N}.example.com/start", "sso_region = eu-west-1",
            "sso_account_id = 123456789012", "sso_role_name = Developer");

        var error = await Should.ThrowAsync<JitProviderException>(Source("sso").GetAsync(Ct));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("aws sso login --profile sso");
    }

    [Fact]
    public void Clients_ThatTheSdkLoadsByName_AreThere()
    {
        SSOServiceClientHelpers.BuildSSOClient(RegionEndpoint.EUWest1).ShouldBeOfType<AmazonSSOClient>();
        SSOServiceClientHelpers.BuildSSOIDCClient(RegionEndpoint.EUWest1).ShouldBeOfType<AmazonSSOOIDCClient>();
        ServiceClientHelpers.CreateServiceFromAssembly<AmazonSecurityTokenServiceClient>(
            ServiceClientHelpers.STS_ASSEMBLY_NAME, ServiceClientHelpers.STS_SERVICE_CLASS_NAME, RegionEndpoint.EUWest1).ShouldNotBeNull();
    }

    [Fact]
    public async Task Profile_OfARole_IsRefusedIfItsIssuerWouldBeElsewhere()
    {
        Write(
            "[base]", "aws_access_key_id = akid", "aws_secret_access_key = secret",
            "[role]", "role_arn = arn:aws:iam::123456789012:role/app", "source_profile = base");
        _process.Set(Variable, "http://user:pass@sts.attacker.example:81/path");

        var error = await Should.ThrowAsync<JitProviderException>(Source("role").GetAsync(Ct));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("http://sts.attacker.example:81.");
        error.Message.ShouldContain("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true");
        error.Message.ShouldNotContain("pass");
    }

    [Fact]
    public async Task Profile_WithKeys_DoesNotCareWhereStsIs()
    {
        Write("[keys]", "aws_access_key_id = akid", "aws_secret_access_key = secret");
        _process.Set(Variable, "http://sts.attacker.example");

        (await Source("keys").GetAsync(Ct)).AccessKeyId.ShouldBe("akid");
    }

    [Fact]
    public void ConfiguredEndpointUrls_NothingConfigured_IsAccepted() =>
        ConfiguredEndpointUrls.ThrowIfUsedBy(new AssumeRoleAWSCredentials(new AnonymousAWSCredentials(), "arn:aws:iam::1:role/app", "s"));

    [Fact]
    public async Task DefaultChain_FindsNothingThenKeys_SaysSoThenGivesThem()
    {
        var source = new AwsCredentialSource(AwsCredentialOrigin.DefaultChain, TimeSpan.FromMinutes(15), false, TimeProvider.System, NoClock.Instance);
        AWSConfigs.AWSCredentialsGenerators = [() => throw new InvalidOperationException("no metadata here")];
        var error = await Should.ThrowAsync<JitProviderException>(source.GetAsync(Ct));
        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.InnerException!.Message.ShouldContain("no metadata here");

        AWSConfigs.AWSCredentialsGenerators = [() => new BasicAWSCredentials("akid", "secret")];

        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("akid");
    }

    private void Write(params string[] lines) => File.WriteAllLines(_file, lines);

    private AwsCredentialSource Source(string profile) =>
        new(AwsCredentialOrigin.FromProfile(profile, _file), TimeSpan.FromMinutes(15), allowConfiguredEndpointUrls: false, TimeProvider.System, NoClock.Instance);
}
