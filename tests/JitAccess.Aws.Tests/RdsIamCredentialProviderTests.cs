using System.Globalization;
using Amazon.Runtime;
using JitAccess.Aws.Signing;
using JitAccess.Aws.Tests.Credentials;
using JitAccess.Aws.Tests.Signing;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests;

public sealed class RdsIamCredentialProviderTests
{
    private const string Instance = "db1.abc123def456.eu-west-1.rds.amazonaws.com";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetCredentialAsync_LongLivedKeys_SignsForFifteenMinutes()
    {
        var credential = await Provider(new BasicAWSCredentials("akid", "secret")).GetCredentialAsync(Request(), Ct);

        credential.UserName.ShouldBe("orders_app");
        Secret(credential).ShouldBe(ReferenceSigner.Sign(
            "akid", "secret", null, new AwsTokenRequest(AwsTokenService.Rds, Instance, 6432, "eu-west-1", "orders_app", Now, 900)));
        credential.IssuedAt.ShouldBe(Now.AddMilliseconds(-5));
        credential.ExpiresAt.ShouldBe(Now.AddMinutes(15));
        credential.Lease.ShouldBeNull();
    }

    [Fact]
    public async Task GetCredentialAsync_BetweenTwoSeconds_ExpiresAsTheServerReckons()
    {
        _clock.SetUtcNow(Now.AddMilliseconds(900));

        var credential = await Provider(new BasicAWSCredentials("akid", "secret")).GetCredentialAsync(Request(), Ct);

        Secret(credential).ShouldContain("X-Amz-Date=20261124T100000Z&X-Amz-Expires=900");
        credential.ExpiresAt.ShouldBe(Now.AddMinutes(15));
    }

    [Fact]
    public async Task R03_GetCredentialAsync_UnknownExpiry_LivesSixtySeconds()
    {
        var credential = await Provider(new SessionAWSCredentials("akid", "secret", "to+k/en==")).GetCredentialAsync(Request(), Ct);

        Secret(credential).ShouldContain("X-Amz-Expires=60&X-Amz-Security-Token=to%2Bk%2Fen%3D%3D&");
        credential.ExpiresAt.ShouldBe(Now.AddSeconds(60));
    }

    [Fact]
    public async Task R03_GetCredentialAsync_UnknownExpiryAndShorterToken_KeepsTheShorter()
    {
        var provider = Provider(new SessionAWSCredentials("akid", "secret", "token"), o => o.TokenLifetime = TimeSpan.FromSeconds(20));

        (await provider.GetCredentialAsync(Request(), Ct)).ExpiresAt.ShouldBe(Now.AddSeconds(20));
    }

    [Fact]
    public async Task R03_GetCredentialAsync_KeysEndFirst_TokenEndsWithThem()
    {
        // Ten minutes, of which the SDK keeps one for itself.
        var credentials = new FakeRefreshingCredentials(_clock, TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(700));

        var credential = await Provider(credentials).GetCredentialAsync(Request(), Ct);

        Secret(credential).ShouldContain("X-Amz-Expires=540&");
        credential.ExpiresAt.ShouldBe(Now.AddMinutes(9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    [InlineData(-60)]
    public async Task GetCredentialAsync_KeysHaveEnded_IsTransientAndSaysWhen(double secondsLeft)
    {
        var credentials = new BasicAWSCredentials("akid", "secret") { Expiration = Now.AddSeconds(secondsLeft).UtcDateTime };

        var error = await Should.ThrowAsync<JitProviderException>(async () => await Provider(credentials).GetCredentialAsync(Request(), Ct));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain(Now.AddSeconds(secondsLeft).ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(900, 900)]
    [InlineData(90.7, 90)]
    [InlineData(1, 1)]
    public async Task GetCredentialAsync_TokenLifetime_IsWholeSeconds(double configured, int whole)
    {
        var provider = Provider(new BasicAWSCredentials("akid", "secret"), o => o.TokenLifetime = TimeSpan.FromSeconds(configured));

        var credential = await provider.GetCredentialAsync(Request(), Ct);

        Secret(credential).ShouldContain(string.Create(CultureInfo.InvariantCulture, $"X-Amz-Expires={whole}&"));
        credential.ExpiresAt.ShouldBe(Now.AddSeconds(whole));
    }

    [Fact]
    public async Task GetCredentialAsync_RegionSet_WinsOverTheHost()
    {
        var provider = Provider(new BasicAWSCredentials("akid", "secret"), o => o.Region = "us-east-1");

        Secret(await provider.GetCredentialAsync(Request(), Ct)).ShouldContain("%2Fus-east-1%2Frds-db%2F");
    }

    [Fact]
    public async Task GetCredentialAsync_TenThousandConcurrentColdReads_AskForKeysOnce()
    {
        var credentials = new GatedCredentials();
        var provider = Provider(credentials);

        var reads = Enumerable.Range(0, 10_000).Select(_ => provider.GetCredentialAsync(Request(), Ct).AsTask()).ToArray();
        await credentials.Called;
        credentials.Answer();

        (await Task.WhenAll(reads)).Select(Secret).Distinct().Count().ShouldBe(1);
        credentials.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task GetCredentialAsync_NoUser_NamesWhereToSetIt(string? user)
    {
        var error = await ShouldBeMisconfigured(Provider(new BasicAWSCredentials("akid", "secret")), Request() with { UserName = user });

        error.Message.ShouldContain("JitAccess:Databases:orders:UserName");
    }

    [Fact]
    public async Task GetCredentialAsync_RegionSetAndHostIsNone_IsMisconfigured() =>
        await ShouldBeMisconfigured(
            Provider(new BasicAWSCredentials("akid", "secret"), o => o.Region = "eu-west-1"),
            Request() with { Endpoint = new JitEndpoint("db/?x", 5432) });

    [Theory]
    [InlineData("db1.abc123def456.eu-west-1.rds.amazonaws.com", true)]
    [InlineData("c.cluster-abc123def456.eu-west-1.rds.amazonaws.com", true)]
    [InlineData("c.cluster-ro-abc123def456.eu-west-1.rds.amazonaws.com", true)]
    [InlineData("c.cluster-custom-abc123def456.eu-west-1.rds.amazonaws.com", true)]
    [InlineData("c.shardgrp-abc123def456.eu-west-1.rds.amazonaws.com", true)]
    [InlineData("g.global-abc123def456.global.rds.amazonaws.com", true)]
    [InlineData("p.proxy-abc123def456.eu-west-1.rds.amazonaws.com", false)]
    [InlineData("ro.endpoint.proxy-abc123def456.eu-west-1.rds.amazonaws.com", false)]
    [InlineData("foo.dsql.us-east-1.on.aws", false)]
    [InlineData("evil.rds.amazonaws.com.attacker.net", false)]
    [InlineData("localhost", false)]
    public void GetTrustRoots_Host_DecidesWhoVouches(string host, bool rdsRoots)
    {
        var roots = Provider(new BasicAWSCredentials("akid", "secret")).GetTrustRoots(host);

        (roots is { Count: > 0 }).ShouldBe(rdsRoots);
    }

    [Fact]
    public void Provider_Always_SaysHowItBehaves()
    {
        var provider = Provider(new BasicAWSCredentials("akid", "secret"));

        provider.Scope.ShouldBe(JitCredentialScope.PerEndpoint);
        provider.RotatesUserName.ShouldBeFalse();
        provider.PasswordExchange.ShouldBe(JitPasswordExchange.ClearTextInsideTls);
        provider.Identity.ProviderName.ShouldBe("rds-iam");
    }

    [Fact]
    public async Task GetCredentialAsync_AfterARefusedLogin_AsksForOtherKeys()
    {
        var credentials = new GatedCredentials();
        credentials.Answer();
        var provider = Provider(credentials);

        await provider.GetCredentialAsync(Request(), Ct);
        await provider.GetCredentialAsync(Request(), Ct);
        credentials.Calls.ShouldBe(1);
        await provider.GetCredentialAsync(Request() with { Reason = JitRefreshReason.Invalidated }, Ct);
        credentials.Calls.ShouldBe(2);
    }

    private static async Task<JitProviderException> ShouldBeMisconfigured(RdsIamCredentialProvider provider, JitCredentialRequest request)
    {
        var error = await Should.ThrowAsync<JitProviderException>(async () => await provider.GetCredentialAsync(request, Ct));
        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        return error;
    }

    private static JitCredentialRequest Request() => new()
    {
        DatabaseName = "orders",
        Endpoint = new JitEndpoint(Instance, 6432),
        UserName = "orders_app",
        RequestedAt = Now.AddMilliseconds(-5),
    };

    private static string Secret(JitCredential credential) => credential.RevealSecret();

    private RdsIamCredentialProvider Provider(AWSCredentials credentials, Action<RdsIamOptions>? configure = null)
    {
        var options = new RdsIamOptions { Credentials = credentials };
        configure?.Invoke(options);
        return new RdsIamCredentialProvider(options, _clock);
    }
}
