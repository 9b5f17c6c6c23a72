namespace JitAccess.Aws.Tests.Identity;

/// <summary>A role on top of another source.</summary>
public sealed class AssumeRoleTests : IAsyncLifetime
{
    private IdentityScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await IdentityScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Chain_OfTwoRoles_LogsInAndIsShown()
    {
        var provider = _scene.Provider(o =>
        {
            UseToken(o, TimeSpan.FromMinutes(58));
            o.ThenAssumeRole(Next);
        });

        var credential = await IdentityScene.MintAsync(provider);

        _scene.ShouldLogIn(credential);
        _scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains(
            "workload JWT 58 min → STS role orders 60 min → STS role reader 15 min → RDS token 15 min", StringComparison.Ordinal));
        provider.Identity.ToString().ShouldContain(IdentityScene.NextRoleArn);
        provider.Identity.ToString().ShouldContain(IdentityScene.RoleArn);
    }

    [Fact]
    public async Task Chain_ByConfigurationAlone_LogsIn()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, _scene.Token(), IdentityScene.Cancellation);
        foreach (var (key, value) in (IEnumerable<(string, string)>)
                 [("WebIdentity:RoleArn", IdentityScene.RoleArn), ("WebIdentity:Audience", IdentityScene.Audience), ("WebIdentity:TokenFile", file),
                 ("AssumeRole:0:RoleArn", IdentityScene.NextRoleArn), ("AssumeRole:0:ExternalId", "orders-7"), ("AssumeRole:0:SessionName", "orders"),
                 ("AssumeRole:0:SourceIdentity", "ada"), ("AssumeRole:0:Tags:0:Key", "team"), ("AssumeRole:0:Tags:0:Value", "data"),
                 ("AssumeRole:0:Tags:0:IsTransitive", "true")])
            _scene.Settings[$"JitAccess:Databases:orders:RdsIam:{key}"] = value;

        _scene.ShouldLogIn(await IdentityScene.MintAsync(_scene.Provider()));

        File.Delete(file);
    }

    [Fact]
    public async Task Chain_WhoseFirstLinkEnds_EndsWithIt()
    {
        var provider = _scene.Provider(o =>
        {
            UseToken(o, TimeSpan.FromMinutes(8));
            o.ThenAssumeRole(Next);
        });

        (await IdentityScene.MintAsync(provider)).ExpiresAt.ShouldBe(_scene.Time.GetUtcNow().AddMinutes(8));
    }

    [Fact]
    public async Task Chain_LivesOn_WithOneCallForEachLinkAndSession()
    {
        var engine = _scene.Engine(_scene.Provider(o =>
        {
            UseToken(o, TimeSpan.FromHours(1));
            o.ThenAssumeRole(Next);
        }));

        for (var minute = 0; minute < 120; minute++)
        {
            _scene.ShouldLogIn((await engine.GetCredentialAsync(IdentityScene.Cancellation)).Credential);
            await _scene.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        _scene.Aws.Sts.CountServed("AssumeRoleWithWebIdentity").ShouldBeInRange(2, 3); // each lives an hour
        _scene.Aws.Sts.CountServed("AssumeRole").ShouldBeInRange(8, 16);
        _scene.Aws.Sts.Requests.ShouldAllBe(r => r.Error == null);
    }

    [Fact]
    public async Task Role_OnASessionThatIsAboutToBeReplaced_WaitsForTheNext()
    {
        var provider = _scene.Provider(o =>
        {
            UseToken(o, TimeSpan.FromHours(1));
            o.ThenAssumeRole(Next);
        });
        await IdentityScene.MintAsync(provider);
        _scene.Time.Advance(TimeSpan.FromMinutes(50));

        var credential = await IdentityScene.MintAsync(provider);

        credential.ExpiresAt.ShouldBe(_scene.Time.GetUtcNow().AddMinutes(15));
        _scene.Aws.Sts.CountServed("AssumeRoleWithWebIdentity").ShouldBe(2);
    }

    [Fact]
    public async Task Chain_WhoseFirstSessionWasRevoked_BeginsAnew()
    {
        var provider = _scene.Provider(o =>
        {
            UseToken(o, TimeSpan.FromHours(1));
            o.ThenAssumeRole(Next);
        });
        await IdentityScene.MintAsync(provider);
        _scene.Time.Advance(TimeSpan.FromMinutes(16)); // the second session has ended
        _scene.Aws.RevokeSessions(IdentityScene.RoleArn);

        (await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(provider))).Kind.ShouldBe(JitProviderErrorKind.Denied);
        _scene.Time.Advance(TimeSpan.FromSeconds(10));

        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
    }

    [Fact]
    public async Task Chain_OnAUsersKeys_LogsIn()
    {
        const string User = "arn:aws:iam::123456789012:user/ci";
        var key = _scene.Aws.CreateAccessKey(User);
        _scene.Aws.WriteRole(IdentityScene.RoleArn, new() { TrustedPrincipals = { User }, DatabaseUserNames = { IdentityScene.UserName } });
        var provider = _scene.Provider(o =>
        {
            o.Credentials = new Amazon.Runtime.BasicAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey());
            o.ThenAssumeRole(r => r.RoleArn = IdentityScene.RoleArn);
        });

        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
        _scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains("AWS keys without a known end → STS role orders 60 min", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("another", "AccessDenied")]
    [InlineData(null, "AccessDenied")]
    public async Task Role_WithTheWrongExternalId_IsDeniedAndShowsTheChain(string? externalId, string expected)
    {
        var provider = _scene.Provider(o =>
        {
            UseToken(o, TimeSpan.FromMinutes(58));
            o.ThenAssumeRole(r =>
            {
                Next(r);
                r.ExternalId = externalId;
            });
        });

        var error = await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain(expected);
        error.Message.ShouldContain("It hangs on: workload JWT 58 min → STS role orders 60 min.");
    }

    private void UseToken(RdsIamOptions options, TimeSpan lifetime) => options.UseWebIdentity(w =>
    {
        (w.RoleArn, w.Audience) = (IdentityScene.RoleArn, IdentityScene.Audience);
        w.UseToken(_ => new(_scene.Token(t => t.Lifetime = lifetime)));
    });

    private static void Next(AssumeRoleOptions role)
    {
        (role.RoleArn, role.ExternalId, role.SessionName, role.SourceIdentity) = (IdentityScene.NextRoleArn, "orders-7", "orders", "ada@example.com");
        role.SessionDuration = TimeSpan.FromMinutes(15);
        role.Tags.Add(new AwsSessionTag { Key = "team", Value = "data", IsTransitive = true });
    }
}
