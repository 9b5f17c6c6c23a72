using System.Net;
using System.Web;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using JitAccess.Aws.Tests.Credentials;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>The role of a Kubernetes service account (IRSA), as the SDK's default chain finds it: STS takes a token from a file that the
/// platform replaces.</summary>
[Collection(ProcessWide.Name)]
public sealed class WebIdentityTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/app";

    private readonly SdkTime _time = new();
    private readonly ProcessSettings _process = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly DefaultAWSCredentialsIdentityResolver _chain = new();
    private readonly LoopbackIssuer _sts;
    private IssuedKeys _keys;
    private AssumeRoleWithWebIdentityCredentials? _role;

    public WebIdentityTests()
    {
        _keys = new IssuedKeys("first", TimeSpan.FromHours(1), _time);
        _sts = new LoopbackIssuer(Serve, _time);
        Project("service-account-token-1");
    }

    private string TokenFile => Path.Combine(_folder.FullName, "token");

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"])
            _process.Set(name, null);
        _process.Set("AWS_WEB_IDENTITY_TOKEN_FILE", TokenFile);
        _process.Set("AWS_ROLE_ARN", Role);
        _process.Set("AWS_ROLE_SESSION_NAME", "orders");
        _process.Set("AWS_REGION", "eu-west-1");
        _process.Set("AWS_MAX_ATTEMPTS", "1");
        _process.Set("AWS_ENDPOINT_URL_STS", _sts.Url);

        // A resolver of our own: the one of the process keeps what an earlier test let it find.
        var found = await _chain.ResolveIdentityAsync(null, TestContext.Current.CancellationToken);
        _role = found.ShouldBeOfType<AssumeRoleWithWebIdentityCredentials>();
    }

    public async ValueTask DisposeAsync()
    {
        await _sts.DisposeAsync();
        _chain.Dispose();
        _process.Dispose();
        _time.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task R03_Token_OfTheRole_LivesFifteenMinutes()
    {
        var credential = await SignedToken.MintAsync(Provider());

        credential.ShouldBeSignedBy("first");
        credential.ExpiresAt.ShouldBe(_time.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task R03_Token_OfKeysThatEndFirst_EndsWithThemAndTheNextIsSignedByTheNewKeys()
    {
        var provider = Provider();
        var ending = _keys = new IssuedKeys("ending", TimeSpan.FromMinutes(10), _time);
        var capped = await SignedToken.MintAsync(provider);
        capped.ShouldBeSignedBy("ending");
        capped.ExpiresAt.ShouldBe(ending.Expiration.AddMinutes(-1)); // which the SDK keeps for itself

        _keys = new IssuedKeys("renewed", TimeSpan.FromHours(1), _time);
        _time.Advance(TimeSpan.FromMinutes(5));

        var full = await SignedToken.MintAsync(provider);
        full.ShouldBeSignedBy("renewed");
        full.ExpiresAt.ShouldBe(_time.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task Token_FileReplacedOnDisk_TheNewOneIsSent()
    {
        var provider = Provider();
        _keys = new IssuedKeys("first", TimeSpan.FromMinutes(10), _time);
        (await SignedToken.MintAsync(provider)).ShouldBeSignedBy("first");

        Project("service-account-token-2"); // from now on STS takes no other
        _keys = new IssuedKeys("second", TimeSpan.FromHours(1), _time);
        _time.Advance(TimeSpan.FromMinutes(5));

        (await SignedToken.MintAsync(provider)).ShouldBeSignedBy("second");
    }

    [Fact]
    public async Task R03_Token_WhileStsThrottles_IsShorterThenRecovers()
    {
        var ending = _keys = new IssuedKeys("ending", TimeSpan.FromMinutes(10), _time);
        await SignedToken.MintAsync(Provider());

        _sts.Answer = static _ => Error(HttpStatusCode.BadRequest, "Throttling");
        var during = await SignedToken.MintAsync(Provider());

        during.ShouldBeSignedBy("ending");
        during.ExpiresAt.ShouldBeLessThanOrEqualTo(ending.Expiration);
        _sts.Answer = Serve;
        _keys = new IssuedKeys("back", TimeSpan.FromHours(1), _time);
        (await SignedToken.MintAsync(Provider())).ShouldBeSignedBy("back");
    }

    [Fact]
    public async Task Token_StsThrottlesFirst_IsTransientAndTellsHowLongToWait()
    {
        var provider = Provider();
        _sts.Answer = static _ => Error(HttpStatusCode.BadRequest, "Throttling") with
        {
            Headers = new Dictionary<string, string> { ["Retry-After"] = "7" },
        };

        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(provider));

        (error.Kind, error.RetryAfter).ShouldBe((JitProviderErrorKind.Transient, TimeSpan.FromSeconds(7)));
        error.Message.ShouldContain("Throttling");
        _sts.Answer = Serve;
        (await SignedToken.MintAsync(provider)).ShouldBeSignedBy("first");
    }

    [Fact]
    public async Task Token_StsRefusesTheServiceAccount_IsDeniedAndNamesTheTrustPolicy()
    {
        _sts.Answer = static _ => Error(HttpStatusCode.Forbidden, "AccessDenied");

        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(Provider()));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("trust policy");
        error.ToString().ShouldNotContain("service-account-token-1");
    }

    [Fact]
    public async Task Token_StsAnswersLate_AllWaitForOneQuestionAndWhoLeavesHarmsNobody()
    {
        var provider = Provider();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sts.Gate = gate.Task;
        using var leaving = new CancellationTokenSource();
        var impatient = provider.GetCredentialAsync(SignedToken.Request(), leaving.Token).AsTask();
        var mints = Enumerable.Range(0, 50).Select(_ => SignedToken.MintAsync(provider)).ToArray();

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        mints.ShouldAllBe(mint => !mint.IsCompleted);
        gate.SetResult();

        foreach (var credential in await Task.WhenAll(mints))
            credential.ShouldBeSignedBy("first");
        _sts.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Token_AddressOfStsIsConfiguredAndNotAllowed_SendsNothingThere()
    {
        var provider = new RdsIamCredentialProvider(new RdsIamOptions { Credentials = _role }, _time);

        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        _sts.Requests.ShouldBeEmpty();
    }

    /// <summary>As the kubelet replaces it: a new one is moved over the old.</summary>
    private void Project(string token)
    {
        File.WriteAllText(TokenFile + ".new", token);
        File.Move(TokenFile + ".new", TokenFile, overwrite: true);
    }

    /// <summary>A database of its own, which does not know yet how long the role's keys live.</summary>
    private RdsIamCredentialProvider Provider() => new(new RdsIamOptions { Credentials = _role, AllowConfiguredEndpointUrls = true }, _time);

    private IssuerAnswer Serve(HttpListenerRequest request)
    {
        using var reader = new StreamReader(request.InputStream);
        var form = HttpUtility.ParseQueryString(reader.ReadToEnd());
        return (form["Action"], form["RoleArn"], form["RoleSessionName"]) != ("AssumeRoleWithWebIdentity", Role, "orders")
            ? Error(HttpStatusCode.BadRequest, "ValidationError")
            : form["WebIdentityToken"] != File.ReadAllText(TokenFile)
                ? Error(HttpStatusCode.BadRequest, "InvalidIdentityToken")
                : new IssuerAnswer(_keys.ToWebIdentityXml());
    }

    private static IssuerAnswer Error(HttpStatusCode status, string code) => new(
        $"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>No</Message></Error><RequestId>r</RequestId></ErrorResponse>""",
        status);
}
