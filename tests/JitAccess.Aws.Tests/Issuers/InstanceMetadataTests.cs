using System.Net;
using Amazon.Runtime.Credentials;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Tests.Credentials;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>The role of an EC2 instance by IMDSv2, as the SDK's default chain finds it.</summary>
[Collection(ProcessWide.Name)]
public sealed class InstanceMetadataTests : IAsyncLifetime
{
    private const string RolesPath = "/latest/meta-data/iam/security-credentials";
    private const string SessionHeader = "x-aws-ec2-metadata-token";
    private const string Session = "session-of-imds";

    private readonly SdkTime _time = new();
    private readonly ProcessSettings _process = new();
    private readonly LoopbackIssuer _metadata;
    private IssuedKeys _keys;
    private RdsIamCredentialProvider? _provider;

    public InstanceMetadataTests()
    {
        _keys = new IssuedKeys("first", TimeSpan.FromHours(6), _time);
        _metadata = new LoopbackIssuer(Serve, _time);
    }

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_EC2_METADATA_DISABLED"])
            _process.Set(name, null);
        _process.Set("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
        _process.Set("AWS_CONFIG_FILE", "/nonexistent/config");
        _process.Set("AWS_EC2_METADATA_SERVICE_ENDPOINT", _metadata.Url);

        // A resolver of our own: the one of the process keeps what an earlier test let it find.
        using var chain = new DefaultAWSCredentialsIdentityResolver();
        var found = await chain.ResolveIdentityAsync(null, TestContext.Current.CancellationToken);
        InstanceRoleCredentials.AreMeantBy(found).ShouldBeTrue("the SDK renamed what its chain finds on EC2");
        found.Expiration.ShouldBeNull("the SDK's chain tells the end now: InstanceRoleCredentials is not needed any more");
        _provider = SignedToken.Provider(found, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _metadata.DisposeAsync();
        _process.Dispose();
        _time.Dispose();
    }

    [Fact]
    public async Task R03_Token_OfTheInstancesRole_LivesFifteenMinutes()
    {
        var credential = await SignedToken.MintAsync(_provider!);

        credential.ShouldBeSignedBy("first");
        credential.ExpiresAt.ShouldBe(_time.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task R03_Token_OfKeysThatEndFirst_EndsWithThemAndTheNextIsSignedByTheNewKeys()
    {
        var ending = _keys = new IssuedKeys("ending", TimeSpan.FromMinutes(10), _time);
        var capped = await SignedToken.MintAsync(_provider!);
        capped.ShouldBeSignedBy("ending");
        capped.ExpiresAt.ShouldBe(ending.Expiration.AddMinutes(-1)); // which the SDK keeps for itself

        _keys = new IssuedKeys("renewed", TimeSpan.FromHours(6), _time);
        _time.Advance(TimeSpan.FromMinutes(5));

        var full = await SignedToken.MintAsync(_provider!);
        full.ShouldBeSignedBy("renewed");
        full.ExpiresAt.ShouldBe(_time.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task R03_Token_WhileMetadataIsAway_IsNeverPromisedMoreThanTheKeysHave()
    {
        // Here the SDK's own class for the role of an instance would make up an end two minutes ahead.
        var ending = _keys = new IssuedKeys("ending", TimeSpan.FromMinutes(10), _time);
        (await SignedToken.MintAsync(_provider!)).ShouldBeSignedBy("ending");

        _metadata.Answer = static _ => HttpStatusCode.ServiceUnavailable;
        _time.Advance(TimeSpan.FromMinutes(5));
        var during = await SignedToken.MintAsync(_provider!);
        during.ShouldBeSignedBy("ending");
        during.ExpiresAt.ShouldBe(ending.Expiration.AddMinutes(-1));

        _time.Advance(TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(1)); // the last minute the SDK keeps for itself
        var failed = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_provider!));

        failed.Kind.ShouldBe(JitProviderErrorKind.Transient);
        _metadata.Answer = Serve;
        _keys = new IssuedKeys("back", TimeSpan.FromHours(6), _time);
        (await SignedToken.MintAsync(_provider!)).ShouldBeSignedBy("back");
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Token_MetadataFailsFirst_IsTransientThenRecovers(HttpStatusCode status)
    {
        _metadata.Answer = _ => status;
        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_provider!));
        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("metadata");

        _metadata.Answer = Serve;

        (await SignedToken.MintAsync(_provider!)).ShouldBeSignedBy("first");
    }

    [Fact]
    public async Task Token_MetadataAnswersLate_ComesAndOneAnswerServesAll()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _metadata.Gate = gate.Task;
        var answers = 0;
        _metadata.Answer = request =>
        {
            if (request.Url!.AbsolutePath.EndsWith("/app", StringComparison.Ordinal))
                _keys = new IssuedKeys($"answer-{Interlocked.Increment(ref answers)}", TimeSpan.FromHours(6), _time);
            return Serve(request);
        };
        var mints = Enumerable.Range(0, 50).Select(_ => SignedToken.MintAsync(_provider!)).ToArray();

        gate.SetResult();

        // Each answer has keys of its own. How often the SDK repeats a request that waits is its affair; that fifty callers share one is ours.
        var credentials = await Task.WhenAll(mints);
        var accessKey = Enumerable.Range(1, answers).Select(static n => $"answer-{n}")
            .Single(key => credentials[0].RevealSecret().Contains($"{key}%2F", StringComparison.Ordinal));
        foreach (var credential in credentials)
            credential.ShouldBeSignedBy(accessKey);
    }

    [Fact]
    public async Task Token_KeysThatHaveEnded_AreNotSignedWith()
    {
        // What metadata does when it can't reach its own issuer: it goes on handing out the old keys.
        _keys = new IssuedKeys("ended", TimeSpan.FromMinutes(-1), _time);

        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_provider!));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("expired");
    }

    private IssuerAnswer Serve(HttpListenerRequest request)
    {
        if (request.HttpMethod == "PUT")
            return request.Url!.AbsolutePath == "/latest/api/token" ? new IssuerAnswer(Session) : HttpStatusCode.NotFound;
        if (request.Headers[SessionHeader] != Session)
            return HttpStatusCode.Unauthorized;
        return request.Url!.AbsolutePath.TrimEnd('/') switch
        {
            RolesPath => new IssuerAnswer("app"),
            RolesPath + "/app" => new IssuerAnswer(_keys.ToJson()),
            _ => HttpStatusCode.NotFound,
        };
    }
}
