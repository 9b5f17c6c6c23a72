using System.Net;
using Amazon.Runtime;
using JitAccess.Aws.Tests.Credentials;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>The role of an ECS task or an EKS pod: an address and a file with a token that the platform replaces.</summary>
[Collection(ProcessWide.Name)]
public sealed class ContainerEndpointTests : IAsyncDisposable
{
    private readonly SdkTime _time = new();
    private readonly ProcessSettings _process = new();
    private readonly LoopbackIssuer _endpoint;
    private readonly string _tokenFile = Path.GetTempFileName();
    private readonly GenericContainerCredentials _role;
    private readonly RdsIamCredentialProvider _provider;
    private IssuedKeys _keys;

    public ContainerEndpointTests()
    {
        _keys = new IssuedKeys("first", TimeSpan.FromHours(6), _time);
        _endpoint = new LoopbackIssuer(Serve, _time);
        File.WriteAllText(_tokenFile, "pod-token-1");
        _process.Set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", null);
        _process.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", _endpoint.Url + "/v1/credentials");
        _process.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", _tokenFile);
        _role = new GenericContainerCredentials();
        _provider = SignedToken.Provider(_role, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _process.Dispose();
        _time.Dispose();
        File.Delete(_tokenFile);
    }

    [Fact]
    public async Task R03_Token_OfKeysThatEndFirst_EndsWithThemAndTheNextIsSignedByTheNewKeys()
    {
        var ending = _keys = new IssuedKeys("ending", TimeSpan.FromMinutes(10), _time);
        var capped = await SignedToken.MintAsync(_provider);
        capped.ShouldBeSignedBy("ending");
        capped.ExpiresAt.ShouldBe(ending.Expiration.AddMinutes(-1)); // which the SDK keeps for itself

        _keys = new IssuedKeys("renewed", TimeSpan.FromHours(6), _time);
        _time.Advance(TimeSpan.FromMinutes(5));

        var full = await SignedToken.MintAsync(_provider);
        full.ShouldBeSignedBy("renewed");
        full.ExpiresAt.ShouldBe(_time.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task Token_PodTokenReplacedOnDisk_TheNewOneIsSent()
    {
        _keys = new IssuedKeys("first", TimeSpan.FromMinutes(10), _time);
        (await SignedToken.MintAsync(_provider)).ShouldBeSignedBy("first");

        await File.WriteAllTextAsync(_tokenFile, "pod-token-2", TestContext.Current.CancellationToken);
        _keys = new IssuedKeys("second", TimeSpan.FromHours(6), _time);
        _time.Advance(TimeSpan.FromMinutes(5));

        (await SignedToken.MintAsync(_provider)).ShouldBeSignedBy("second");
    }

    [Fact]
    public async Task R03_Token_WhileTheEndpointThrottles_IsShorterThenRecovers()
    {
        var ending = _keys = new IssuedKeys("ending", TimeSpan.FromMinutes(10), _time);
        await SignedToken.MintAsync(_provider);

        _endpoint.Answer = static _ => HttpStatusCode.TooManyRequests;
        var during = await SignedToken.MintAsync(AnotherDatabase());

        during.ShouldBeSignedBy("ending");
        during.ExpiresAt.ShouldBeLessThanOrEqualTo(ending.Expiration);
        _endpoint.Answer = Serve;
        _keys = new IssuedKeys("back", TimeSpan.FromHours(6), _time);
        (await SignedToken.MintAsync(AnotherDatabase())).ShouldBeSignedBy("back");
    }

    [Fact]
    public async Task Token_EndpointThrottlesFirst_IsTransientThenRecovers()
    {
        _endpoint.Answer = static _ => HttpStatusCode.TooManyRequests;
        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_provider));
        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("429");

        // The SDK keeps a container endpoint's headers to itself.
        error.RetryAfter.ShouldBeNull();
        _endpoint.Answer = Serve;
        (await SignedToken.MintAsync(_provider)).ShouldBeSignedBy("first");
    }

    [Fact]
    public async Task Token_EndpointAwayAndKeysAlmostEnded_FailsVisibly()
    {
        _keys = new IssuedKeys("ending", TimeSpan.FromSeconds(100), _time); // of which the SDK keeps a minute for itself
        await SignedToken.MintAsync(_provider);

        _endpoint.Answer = static _ => HttpStatusCode.ServiceUnavailable;

        (await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(AnotherDatabase()))).Kind.ShouldBe(JitProviderErrorKind.Transient);
    }

    /// <summary>A provider that does not know yet how long the role's keys live, and so asks for fifteen minutes.</summary>
    private RdsIamCredentialProvider AnotherDatabase() => SignedToken.Provider(_role, _time);

    private IssuerAnswer Serve(HttpListenerRequest request) =>
        request.Headers["Authorization"] == File.ReadAllText(_tokenFile) ? new IssuerAnswer(_keys.ToJson()) : HttpStatusCode.Unauthorized;
}
