using Amazon.Runtime;
using JitAccess.Aws.Credentials;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests.Credentials;

public sealed class AwsCredentialSourcesTests : IDisposable
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan JustLongEnough = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));
    private readonly AwsCredentialSources _sources;

    public AwsCredentialSourcesTests() => _sources = new AwsCredentialSources(_clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _sources.Dispose();

    [Fact]
    public async Task R12_GetRecentAsync_DatabasesOfOneIdentityInTurn_CallOnce()
    {
        var credentials = new GatedCredentials();
        var first = Get(credentials).GetRecentAsync(Ct);
        await credentials.Called;
        _clock.Advance(TimeSpan.FromSeconds(30)); // however long the source takes
        credentials.Answer("akid");
        (await first).AccessKeyId.ShouldBe("akid");

        for (var database = 0; database < 200; database++)
            (await Get(credentials).GetRecentAsync(Ct)).AccessKeyId.ShouldBe("akid");

        credentials.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task GetRecentAsync_AfterSeconds_AsksAgain()
    {
        var credentials = new GatedCredentials();
        credentials.Answer("first");
        await Get(credentials).GetRecentAsync(Ct);
        credentials.Rearm();
        credentials.Answer("second");

        _clock.Advance(JustLongEnough - TimeSpan.FromTicks(1));
        (await Get(credentials).GetRecentAsync(Ct)).AccessKeyId.ShouldBe("first");
        _clock.Advance(TimeSpan.FromTicks(1));
        (await Get(credentials).GetRecentAsync(Ct)).AccessKeyId.ShouldBe("second");
    }

    [Fact]
    public async Task GetAsync_AfterARecentAnswer_AsksAgain()
    {
        var credentials = new GatedCredentials();
        credentials.Answer("refused");
        await Get(credentials).GetRecentAsync(Ct);
        credentials.Rearm();
        credentials.Answer("other");

        (await Get(credentials).GetAsync(Ct)).AccessKeyId.ShouldBe("other");
        (await Get(credentials).GetRecentAsync(Ct)).AccessKeyId.ShouldBe("other");
    }

    [Fact]
    public async Task R03_GetRecentAsync_KeysThatNoLongerOutliveAToken_AreNotShared()
    {
        var credentials = new GatedCredentials { Expiration = (_clock.GetUtcNow() + TokenLifetime + TimeSpan.FromSeconds(1)).UtcDateTime };
        credentials.Answer("first");
        await Get(credentials).GetRecentAsync(Ct);
        credentials.Rearm();
        credentials.Answer("second");

        _clock.Advance(TimeSpan.FromSeconds(1));
        (await Get(credentials).GetRecentAsync(Ct)).AccessKeyId.ShouldBe("first");
        _clock.Advance(TimeSpan.FromTicks(1));
        (await Get(credentials).GetRecentAsync(Ct)).AccessKeyId.ShouldBe("second");
    }

    [Fact]
    public async Task GetRecentAsync_Failure_IsNotShared()
    {
        var credentials = new GatedCredentials();
        credentials.Fail(new HttpRequestException("no route"));
        await Should.ThrowAsync<JitProviderException>(async () => await Get(credentials).GetRecentAsync(Ct));
        credentials.Rearm();
        credentials.Answer("akid");

        (await Get(credentials).GetRecentAsync(Ct)).AccessKeyId.ShouldBe("akid");
    }

    [Fact]
    public void Get_OtherIdentityOrTokens_IsAnotherSource()
    {
        var origin = AwsCredentialOrigin.FromInstance(new BasicAWSCredentials("akid", "secret"));
        var source = _sources.Get(origin, TokenLifetime, false);

        _sources.Get(AwsCredentialOrigin.FromInstance(origin.Instance!), TokenLifetime, false).ShouldBeSameAs(source);
        AwsCredentialSource[] others =
        [
            _sources.Get(AwsCredentialOrigin.FromInstance(new BasicAWSCredentials("akid", "secret")), TokenLifetime, false),
            _sources.Get(AwsCredentialOrigin.FromProfile("orders"), TokenLifetime, false),
            _sources.Get(AwsCredentialOrigin.FromProfile("reports"), TokenLifetime, false),
            _sources.Get(AwsCredentialOrigin.DefaultChain, TokenLifetime, false),
            _sources.Get(origin, TimeSpan.FromMinutes(5), false),
            _sources.Get(origin, TokenLifetime, true),
        ];
        others.Append(source).Distinct().Count().ShouldBe(7);
    }

    private AwsCredentialSource Get(AWSCredentials credentials) =>
        _sources.Get(AwsCredentialOrigin.FromInstance(credentials), TokenLifetime, allowConfiguredEndpointUrls: false);
}
