using Amazon.Runtime;
using JitAccess.Aws.Credentials;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests.Credentials;

public sealed class AwsCredentialSourceTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R12_GetAsync_TenThousandConcurrentColdReads_CallOnce()
    {
        var credentials = new GatedCredentials();
        var source = Source(credentials);

        var reads = Enumerable.Range(0, 10_000).Select(_ => source.GetAsync(Ct)).ToArray();
        await credentials.Called;
        credentials.Answer("akid");

        (await Task.WhenAll(reads)).ShouldAllBe(c => c.AccessKeyId == "akid");
        credentials.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task GetAsync_AfterOneHasEnded_AsksAgain()
    {
        var credentials = new GatedCredentials();
        var source = Source(credentials);
        credentials.Answer("first");
        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("first");

        credentials.Rearm();
        credentials.Answer("second");

        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("second");
        credentials.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task R16_GetAsync_StarterCancels_OthersGetTheAnswer()
    {
        var credentials = new GatedCredentials();
        var source = Source(credentials);
        using var cancellation = new CancellationTokenSource();
        var starter = source.GetAsync(cancellation.Token);
        var other = source.GetAsync(Ct);
        await credentials.Called;

        await cancellation.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(starter)).CancellationToken.ShouldBe(cancellation.Token);
        credentials.Answer("akid");
        (await other).AccessKeyId.ShouldBe("akid");
        credentials.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task GetAsync_AllCancelled_TheNextJoinsTheCallUnderWay()
    {
        var credentials = new GatedCredentials();
        var source = Source(credentials);
        using var cancellation = new CancellationTokenSource();
        var abandoned = source.GetAsync(cancellation.Token);
        await credentials.Called;
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(abandoned);

        var next = source.GetAsync(Ct);
        credentials.Answer("akid");

        (await next).AccessKeyId.ShouldBe("akid");
        credentials.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task GetAsync_Failure_IsForgotten()
    {
        var credentials = new GatedCredentials();
        var source = Source(credentials);
        credentials.Fail(new HttpRequestException("no route"));
        (await Should.ThrowAsync<JitProviderException>(source.GetAsync(Ct))).Kind.ShouldBe(JitProviderErrorKind.Transient);

        credentials.Rearm();
        credentials.Answer();

        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("akid");
    }

    [Fact]
    public async Task GetAsync_LongLivedKeys_NeverExpire()
    {
        var result = await Source(new BasicAWSCredentials("akid", "secret")).GetAsync(Ct);

        result.ExpiresAt.ShouldBeNull();
        result.HasUnknownExpiry.ShouldBeFalse();
        result.SessionToken.ShouldBeNull();
    }

    [Fact]
    public async Task R03_GetAsync_SessionKeys_HaveUnknownExpiry()
    {
        var result = await Source(new SessionAWSCredentials("akid", "secret", "token")).GetAsync(Ct);

        result.HasUnknownExpiry.ShouldBeTrue();
    }

    [Fact]
    public async Task R03_GetAsync_RefreshingWithoutAnEnd_HasUnknownExpiry()
    {
        // What the SDK makes of a credential_process that states no expiry.
        var result = await Source(new FakeRefreshingCredentials(_clock, TimeSpan.MaxValue)).GetAsync(Ct);

        result.HasUnknownExpiry.ShouldBeTrue();
    }

    [Fact]
    public async Task R03_GetAsync_RefreshingKeysThatEndSoon_AreRenewedFirst()
    {
        var credentials = new FakeRefreshingCredentials(_clock, TimeSpan.FromHours(1));
        var source = Source(credentials);
        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("key1");

        _clock.Advance(TimeSpan.FromMinutes(43));
        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("key1");
        _clock.Advance(TimeSpan.FromMinutes(2));
        var renewed = await source.GetAsync(Ct);

        renewed.AccessKeyId.ShouldBe("key2");
        renewed.ExpiresAt.ShouldBe(_clock.GetUtcNow() + TimeSpan.FromHours(1) - credentials.ExpirationBuffer);
    }

    [Fact]
    public async Task GetAsync_RoleSessionOfFifteenMinutes_IsNotRenewedAtEveryCall()
    {
        var credentials = new FakeRefreshingCredentials(_clock, TimeSpan.FromMinutes(15));
        var source = Source(credentials);

        for (var i = 0; i < 10; i++)
            await source.GetAsync(Ct);

        credentials.Issued.ShouldBe(1);
        _clock.Advance(TimeSpan.FromMinutes(5));
        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("key2");
        credentials.Issued.ShouldBe(2);
    }

    [Fact]
    public async Task GetAsync_RefreshBetweenKeysAndExpiry_PairsWhatBelongsTogether()
    {
        var credentials = new FakeRefreshingCredentials(_clock, TimeSpan.FromHours(1));
        await credentials.GetCredentialsAsync();
        var newExpiry = _clock.GetUtcNow() + TimeSpan.FromHours(1);
        credentials.RefreshDuringNextExpiryRead();

        var result = await Source(credentials).GetAsync(Ct);

        result.AccessKeyId.ShouldBe("key2");
        result.ExpiresAt.ShouldBe(newExpiry);
    }

    [Fact]
    public async Task GetAsync_LifeBelowTheSdksBuffer_FailsWithTheReason()
    {
        var source = Source(new FakeRefreshingCredentials(_clock, TimeSpan.FromSeconds(30)));

        var error = await Should.ThrowAsync<JitProviderException>(source.GetAsync(Ct));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("expiration buffer (00:01:00)");
    }

    [Fact]
    public async Task GetAsync_Anonymous_IsMisconfigured()
    {
        var error = await Should.ThrowAsync<JitProviderException>(Source(new AnonymousAWSCredentials()).GetAsync(Ct));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
    }

    private AwsCredentialSource Source(AWSCredentials credentials) =>
        new(AwsCredentialOrigin.FromInstance(credentials), TimeSpan.FromMinutes(15), allowConfiguredEndpointUrls: false, _clock, NoClock.Instance);
}
