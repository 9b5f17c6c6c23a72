namespace JitAccess.Vault.Tests.Http;

/// <summary>What each answer means, by real answers of a server.</summary>
public sealed class StatusTests : VaultTest
{
    public static TheoryData<string> AllCaptures => [.. Capture.Names];

    [Theory]
    [InlineData("database-creds-400-unknown-role", JitProviderErrorKind.Misconfigured, "has no such role")]
    [InlineData("database-creds-403-policy-denied", JitProviderErrorKind.Denied, """path "database/creds/app" { capabilities = ["read"] }""")]
    [InlineData("database-creds-403-token-expired", JitProviderErrorKind.Denied, "permission denied")]
    [InlineData("database-creds-404-no-mount-policy-allows", JitProviderErrorKind.Misconfigured, "nothing is mounted there")]
    [InlineData("database-creds-429-rate-limit", JitProviderErrorKind.Transient, "quota")]
    [InlineData("database-creds-500-db-down", JitProviderErrorKind.Transient, "connection refused")]
    [InlineData("database-creds-500-bad-creation-sql", JitProviderErrorKind.Transient, "creation statements")]
    [InlineData("database-creds-500-missing-config", JitProviderErrorKind.Misconfigured, "db_name")]
    [InlineData("database-creds-post-405-root", JitProviderErrorKind.Misconfigured, "another kind")]
    [InlineData("request-sealed-503", JitProviderErrorKind.Transient, "unseal it")]
    [InlineData("request-uninitialized-503", JitProviderErrorKind.Transient, "sealed")]
    [InlineData("agent-412-missing-x-vault-request", JitProviderErrorKind.Transient, "X-Vault-Request")]
    [InlineData("token-lookup-self-missing-token", JitProviderErrorKind.Denied, "saw no token")]
    [InlineData("lease-renew-during-failover-307", JitProviderErrorKind.Transient, "AdditionalAddresses")]
    public async Task Mint_Refused_SaysWhatItMeansAndWhatToDo(string capture, JitProviderErrorKind kind, string text)
    {
        Vault.On(Creds, Capture.Of(capture));

        var error = await RefusedAsync(MintAsync(Provider()));

        error.Kind.ShouldBe(kind);
        error.Message.ShouldContain(text);
        error.Message.ShouldContain(Vault.Url);
        error.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(472, JitProviderErrorKind.Transient)]
    [InlineData(473, JitProviderErrorKind.Transient)]
    [InlineData(502, JitProviderErrorKind.Transient)]
    [InlineData(504, JitProviderErrorKind.Transient)]
    [InlineData(530, JitProviderErrorKind.Transient)]
    [InlineData(301, JitProviderErrorKind.Transient)]
    [InlineData(418, JitProviderErrorKind.Misconfigured)]
    public async Task Mint_AnyStatusWithAnEmptyBody_IsClassified(int status, JitProviderErrorKind kind)
    {
        Vault.On(Creds, new VaultReply(status));

        (await RefusedAsync(MintAsync(Provider()))).Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("[1]")]
    [InlineData("{\"errors\":\"no list\"}")]
    [InlineData("{\"errors\":[null]}")]
    public async Task Mint_BodyThatIsNotVaults_Survives(string body)
    {
        Vault.On(Creds, new VaultReply(503, body));

        (await RefusedAsync(MintAsync(Provider()))).Kind.ShouldBe(JitProviderErrorKind.Transient);
    }

    [Fact]
    public async Task Mint_AnswerOf200ThatIsNotVaults_IsTransientAndMayHaveCreatedAUser()
    {
        Vault.On(Creds, new VaultReply(200, "<html>Welcome</html>"));

        var error = await RefusedAsync(MintAsync(Provider()));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        Orphans.GetMeasurementSnapshot().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("4", 4)]
    [InlineData("Thu, 26 Nov 2026 10:00:09 GMT", 9)]
    public async Task Mint_Throttled_SaysHowLongToWait(string retryAfter, int seconds)
    {
        Vault.On(Creds, Capture.Of("database-creds-429-rate-limit").With("Retry-After", retryAfter));

        (await RefusedAsync(MintAsync(Provider()))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task Mint_LongTextOfTheServer_IsCutAndEscaped()
    {
        Vault.On(Creds, VaultReply.Error(500, "a\\u0007b" + new string('x', 5000)));

        var message = (await RefusedAsync(MintAsync(Provider()))).Message;

        message.ShouldContain("a\\u0007bxxx");
        message.Length.ShouldBeLessThan(1100);
    }

    [Fact]
    public async Task Mint_ServerThatRepeatsTheToken_IsScrubbed()
    {
        Vault.On(Creds, r => VaultReply.Error(500, $"bad {r.Token} and {Uri.EscapeDataString(r.Token!)}"));

        (await RefusedAsync(MintAsync(Provider()))).Message.ShouldContain("'bad *** and ***'");
    }

    [Fact]
    public async Task Mint_AnswerLongerThanAnyOfVaults_IsNotRead()
    {
        Vault.On(Creds, new VaultReply(200, new string(' ', 1024 * 1024) + CredsReply(3600).Body)); // what follows would be a user

        var error = await RefusedAsync(MintAsync(Provider()));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("longer than 1048576 bytes");
        Orphans.GetMeasurementSnapshot().Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(AllCaptures))]
    public async Task Mint_AnyRealAnswer_IsACredentialOrAnErrorOfOurs(string capture)
    {
        Vault.On(Creds, Capture.Of(capture));

        try
        {
            (await MintAsync(Provider())).UserName.ShouldNotBeEmpty();
        }
        catch (JitProviderException e)
        {
            e.Message.ShouldStartWith("Vault at ");
        }
    }
}
