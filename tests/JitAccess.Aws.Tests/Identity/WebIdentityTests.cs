using JitAccess.Aws.Credentials;
using JitAccess.Testing;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>A workload's token, exchanged at STS, signs database tokens.</summary>
public sealed class WebIdentityTests : IAsyncLifetime
{
    private const string Operation = "AssumeRoleWithWebIdentity";

    private readonly string _file = Path.GetTempFileName();
    private IdentityScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await IdentityScene.StartAsync();

    public async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Token_FromADelegate_LogsInAndEndsWithTheShortestLink()
    {
        var provider = _scene.Provider(o => Use(o, () => _scene.Token(t => t.Lifetime = TimeSpan.FromMinutes(12))));

        var credential = await IdentityScene.MintAsync(provider);

        _scene.ShouldLogIn(credential);
        credential.ExpiresAt.ShouldBe(_scene.Time.GetUtcNow().AddMinutes(12));
        _scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains("workload JWT 12 min → STS role orders 60 min → RDS token 12 min", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_ByConfigurationAlone_LogsIn()
    {
        Configure("Region", "eu-west-1");
        Configure("WebIdentity:RoleArn", IdentityScene.RoleArn);
        Configure("WebIdentity:Audience", IdentityScene.Audience);
        Configure("WebIdentity:TokenFile", _file);
        Configure("WebIdentity:SessionDuration", "00:30:00");
        await File.WriteAllTextAsync(_file, _scene.Token() + "\n", IdentityScene.Cancellation);

        var credential = await IdentityScene.MintAsync(_scene.Provider());

        _scene.ShouldLogIn(credential);
        credential.ExpiresAt.ShouldBe(_scene.Time.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task Token_WhoseFileIsReplaced_IsReadAtEachExchange()
    {
        await File.WriteAllTextAsync(_file, _scene.Token(t => t.Lifetime = TimeSpan.FromMinutes(20)), IdentityScene.Cancellation);
        var engine = _scene.Engine(_scene.Provider(o => o.UseWebIdentity(w => (w.RoleArn, w.Audience, w.TokenFile) = (IdentityScene.RoleArn, IdentityScene.Audience, _file))));
        await engine.GetCredentialAsync(IdentityScene.Cancellation);
        _scene.Time.Advance(TimeSpan.FromMinutes(20));
        await File.WriteAllTextAsync(_file, _scene.Token(), IdentityScene.Cancellation);

        var next = await engine.GetCredentialAsync(IdentityScene.Cancellation);

        _scene.ShouldLogIn(next.Credential);
        _scene.Aws.Sts.CountServed(Operation).ShouldBe(2);
    }

    [Theory]
    [InlineData("api://somebody-else", "is for 'api://somebody-else' and not for 'api://jitaccess-aws'. Nothing was sent")]
    [InlineData("sts.amazonaws.com", "is for 'sts.amazonaws.com' and not for")]
    public async Task Token_ForSomebodyElse_IsNotSent(string audience, string expected)
    {
        var token = _scene.Token(t => t.Audience = audience);
        var provider = _scene.Provider(o => Use(o, () => token));

        var error = await RefusedAsync(provider);

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain(expected);
        error.ToString().ShouldNotContain(token.Split('.')[1]);
        _scene.Aws.Sts.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no token")]
    [InlineData("a.b.c")]
    [InlineData("e30.W10.c2ln")]
    [InlineData("e30.e30.")]
    public async Task Token_ThatIsNone_IsNotSent(string token)
    {
        var error = await RefusedAsync(_scene.Provider(o => Use(o, () => token)));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("is no JWT. Nothing was sent");
        _scene.Aws.Sts.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Token_WithoutAnAudience_IsNotSent()
    {
        var error = await RefusedAsync(_scene.Provider(o => Use(o, () => "e30.e30.c2ln")));

        error.Message.ShouldContain("is for nobody in particular");
    }

    [Fact]
    public async Task Token_ThatHasEnded_IsNotSentAndAskedForAgain()
    {
        var token = _scene.Token(t => t.Lifetime = TimeSpan.FromMinutes(1));
        _scene.Time.Advance(TimeSpan.FromMinutes(1));

        var error = await RefusedAsync(_scene.Provider(o => Use(o, () => token)));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        _scene.Aws.Sts.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Token_SignedByAnotherIssuer_IsDeniedAndNotRepeated()
    {
        await using var other = await EntraEmulator.StartAsync(new() { TimeProvider = _scene.Time, UsesPlainHttp = true }, IdentityScene.Cancellation);
        var token = other.CreateToken(new() { Audience = IdentityScene.Audience, Subject = IdentityScene.Subject });

        var error = await RefusedAsync(_scene.Provider(o => Use(o, () => token)));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("identity provider in IAM");
        error.Message.ShouldContain("It hangs on: workload JWT");
        foreach (var part in token.Split('.'))
            error.ToString().ShouldNotContain(part);
    }

    [Fact]
    public async Task Token_OfASubjectThatTheRoleDoesNotTrust_IsDenied()
    {
        var error = await RefusedAsync(_scene.Provider(o => Use(o, () => _scene.Token(t => t.Subject = "somebody"))));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("check the role's trust policy");
    }

    [Fact]
    public async Task Sts_DownWhileTheSessionLasts_CostsNoLogin()
    {
        var engine = _scene.Engine(_scene.Provider(o => Use(o, () => _scene.Token())));
        await engine.GetCredentialAsync(IdentityScene.Cancellation);
        await _scene.Aws.Sts.StopListeningAsync();
        for (var minute = 1; minute < 59; minute++)
        {
            await _scene.AdvanceAsync(TimeSpan.FromMinutes(1));
            _scene.ShouldLogIn((await ReadAsync(engine)).Credential);
        }

        await _scene.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await Should.ThrowAsync<JitCredentialException>(async () => await ReadAsync(engine))).ToString().ShouldContain("STS could not be reached");

        await _scene.Aws.Sts.ResumeAsync(IdentityScene.Cancellation);
        _scene.Time.Advance(TimeSpan.FromSeconds(40));
        _scene.ShouldLogIn((await ReadAsync(engine)).Credential);
    }

    [Fact]
    public async Task KeyOfTheIssuer_RolledOver_CostsNoLogin()
    {
        var engine = _scene.Engine(_scene.Provider(o => Use(o, () => _scene.Token())));
        await engine.GetCredentialAsync(IdentityScene.Cancellation);

        _scene.Entra.RotateTokenKey();
        _scene.Entra.RetireTokenKeys();
        _scene.Time.Advance(TimeSpan.FromHours(2));

        _scene.ShouldLogIn((await ReadAsync(engine)).Credential);
    }

    [Fact]
    public async Task Sts_ThatThrottles_IsTransientThenServes()
    {
        _scene.Aws.Sts.Faults.Throttle(1);
        var provider = _scene.Provider(o => Use(o, () => _scene.Token()));

        (await RefusedAsync(provider)).Kind.ShouldBe(JitProviderErrorKind.Transient);
        _scene.Time.Advance(TimeSpan.FromSeconds(5));

        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
    }

    [Fact]
    public async Task ThousandDatabases_OfOneIdentity_AskOnceForEachSession()
    {
        Func<CancellationToken, ValueTask<string>> token = _ => new(_scene.Token());
        var providers = _scene.Providers(
            o => o.UseWebIdentity(w => { (w.RoleArn, w.Audience) = (IdentityScene.RoleArn, IdentityScene.Audience); w.UseToken(token); }),
            [.. Enumerable.Range(0, 1000).Select(n => $"db{n}")]);

        var credentials = await Task.WhenAll(providers.Select(p => IdentityScene.MintAsync(p)));
        _scene.Aws.Sts.CountServed(Operation).ShouldBe(1);
        _scene.Time.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(providers.Select(p => IdentityScene.MintAsync(p)));

        _scene.Aws.Sts.CountServed(Operation).ShouldBe(2);
        credentials.Length.ShouldBe(1000);
        providers.Select(p => ((AwsIdentity)p.Identity).Session).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task RefusedToken_OfASessionThatWasRevoked_IsFollowedByANewSession()
    {
        var provider = _scene.Provider(o => Use(o, () => _scene.Token()));
        await IdentityScene.MintAsync(provider);
        _scene.Time.Advance(TimeSpan.FromMinutes(2));
        _scene.Aws.RevokeSessions(IdentityScene.RoleArn);

        var next = await IdentityScene.MintAsync(provider, JitRefreshReason.Invalidated);

        _scene.ShouldLogIn(next);
        _scene.Aws.Sts.CountServed(Operation).ShouldBe(2);
    }

    [Fact]
    public async Task RefusedToken_OfASessionThatJustBegan_AsksForNoOther()
    {
        var provider = _scene.Provider(o => Use(o, () => _scene.Token()));
        await IdentityScene.MintAsync(provider);

        for (var i = 0; i < 10; i++)
            await IdentityScene.MintAsync(provider, JitRefreshReason.Invalidated);

        _scene.Aws.Sts.CountServed(Operation).ShouldBe(1);
    }

    [Fact]
    public async Task SessionPolicy_IsSent()
    {
        const string Nothing = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""";
        var provider = _scene.Provider(o => Use(o, () => _scene.Token(), w => w.SessionPolicy = Nothing));

        var credential = await IdentityScene.MintAsync(provider);

        _scene.Verifier.Verify(credential.RevealSecret(), IdentityScene.UserName).ShouldBe(RdsIamVerdict.NotAuthorized);
    }

    [Fact]
    public async Task Duration_BeyondTheRolesOwn_IsMisconfigured()
    {
        var error = await RefusedAsync(_scene.Provider(o =>
        {
            o.MaxSessionDuration = TimeSpan.FromHours(2);
            Use(o, () => _scene.Token(), w => w.SessionDuration = TimeSpan.FromHours(2));
        }));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("look at SessionDuration");
    }

    private static void Use(RdsIamOptions options, Func<string> token, Action<WebIdentityOptions>? configure = null) => options.UseWebIdentity(w =>
    {
        (w.RoleArn, w.Audience, w.SessionName) = (IdentityScene.RoleArn, IdentityScene.Audience, "orders");
        w.UseToken(_ => new(token()));
        configure?.Invoke(w);
    });

    private void Configure(string key, string value) => _scene.Settings[$"JitAccess:Databases:orders:RdsIam:{key}"] = value;

    private static Task<JitProviderException> RefusedAsync(IJitCredentialProvider provider) =>
        Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(provider));

    private static ValueTask<JitCredentialSnapshot> ReadAsync(JitCredentialEngine engine) => engine.GetCredentialAsync(IdentityScene.Cancellation);
}
