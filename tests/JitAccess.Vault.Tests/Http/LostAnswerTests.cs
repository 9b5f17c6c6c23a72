using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Tests.Http;

/// <summary>A request that may have created a user is never sent twice.</summary>
public sealed class LostAnswerTests : VaultTest
{
    private static readonly VaultReply Broken = new(0) { Breaks = true };

    [Fact]
    public async Task Mint_ConnectionBreaksAfterTheRequest_IsSentOnceAndCounted()
    {
        Vault.On(Creds, Broken);

        var error = await RefusedAsync(MintAsync(Provider()));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        Vault.Count(Creds).ShouldBe(1);
        var orphan = Orphans.GetMeasurementSnapshot().Single();
        orphan.Value.ShouldBe(1);
        orphan.Tags["jitaccess.database"].ShouldBe("orders");
        orphan.Tags["jitaccess.provider"].ShouldBe("vault");
        Logs.GetSnapshot().Single(r => r.Id.Name == "PossibleOrphan").Level.ShouldBe(LogLevel.Warning);
    }

    [Fact]
    public async Task Mint_ConnectionIsClosedInGoodOrder_IsNotRepeatedByTheHttpStack()
    {
        await using var server = new ClosingServer();
        var provider = Provider(o =>
        {
            (o.Address, o.Auth) = (server.Url, new VaultAuthOptions());
            o.Auth.UseToken(new VaultSecret("a-token"));
        });

        await RefusedAsync(MintAsync(provider));

        server.Asked.ShouldBe(1);
        Orphans.GetMeasurementSnapshot().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mint_NoAnswerInTime_IsSentOnceAndCounted()
    {
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Vault.Gate = r => r.Line == Creds ? Arrive() : Task.CompletedTask;

        var mint = MintAsync(Provider(static o => o.RequestTimeout = new VaultOptions().RequestTimeout));
        await arrived.Task;
        Time.Advance(TimeSpan.FromSeconds(15));
        var error = await RefusedAsync(mint);
        release.SetResult();

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("did not answer within 15 s");
        Vault.Count(Creds).ShouldBe(1);
        Orphans.GetMeasurementSnapshot().Count.ShouldBe(1);

        Task Arrive()
        {
            arrived.SetResult();
            return release.Task;
        }
    }

    [Fact]
    public async Task Mint_CancelledAfterTheRequest_IsCounted()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var release = new TaskCompletionSource();
        Vault.Gate = r => r.Line == Creds ? Task.WhenAll(cancellation.CancelAsync(), release.Task) : Task.CompletedTask;

        await Should.ThrowAsync<OperationCanceledException>(Provider().GetCredentialAsync(Request(), cancellation.Token).AsTask());
        release.SetResult();

        Orphans.GetMeasurementSnapshot().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mint_ServerIsNotThere_IsTransientAndLeavesNoUser()
    {
        // No connection is left: on one that the server has not closed yet, the next request would be lost, and would count.
        Vault.On(Login, LoginReply(1200).With("Connection", "close")).On(Creds, CredsReply(3600).With("Connection", "close"));
        var provider = Provider();
        await MintAsync(provider);
        await Vault.StopAsync();

        var error = await RefusedAsync(MintAsync(provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        Orphans.GetMeasurementSnapshot().ShouldBeEmpty();
    }

    [Fact]
    public async Task Mint_AnswersAreLostAgainAndAgain_ThreeAndThenOneInEverLongerPauses()
    {
        Vault.On(Creds, Broken);
        var provider = Provider();
        for (var i = 0; i < 3; i++)
            await RefusedAsync(MintAsync(provider));

        var refused = await RefusedAsync(MintAsync(provider));

        refused.Kind.ShouldBe(JitProviderErrorKind.Transient);
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(10));
        refused.Message.ShouldContain("asked 3 times for a user of database 'orders'");
        Vault.Count(Creds).ShouldBe(3);

        var asked = 0;
        for (var second = 0; second < 3600; second++, Time.Advance(TimeSpan.FromSeconds(1)))
        {
            await RefusedAsync(MintAsync(provider));
            asked = Vault.Count(Creds);
        }

        asked.ShouldBeInRange(10, 3 + 16); // 10, 20, 40, 80, 160 s and from then on 320
        Orphans.GetMeasurementSnapshot().Count.ShouldBe(asked);

        Vault.On(Creds, _ => CredsReply(3600));
        Time.Advance(TimeSpan.FromSeconds(320));
        (await MintAsync(provider)).UserName.ShouldBe("v-app-1");
        Vault.On(Creds, Broken, Broken, Broken, Broken);
        for (var i = 0; i < 3; i++)
            (await RefusedAsync(MintAsync(provider))).RetryAfter.ShouldBeNull(); // a user whose name arrived begins the count anew
    }

    [Fact]
    public async Task Mint_AfterALostAnswer_AsksFirstWhetherAnswersArrive()
    {
        Vault.On(Creds, Broken);
        var provider = Provider();
        await RefusedAsync(MintAsync(provider));
        Vault.On(Creds, _ => CredsReply(3600)).On(LookupSelf, new VaultReply(502), Capture.Of("token-lookup-self-200"));

        (await RefusedAsync(MintAsync(provider))).Message.ShouldContain("a proxy before Vault did not reach it");
        (await MintAsync(provider)).UserName.ShouldBe("v-app-1");

        Vault.Lines.ShouldBe([Login, Creds, LookupSelf, LookupSelf, Creds]);
        Orphans.GetMeasurementSnapshot().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Renew_ConnectionBreaks_LogsInNoMoreAndCountsNothing()
    {
        var provider = Provider();
        var credential = await MintAsync(provider);
        Vault.On(Renew, Broken);

        (await RefusedAsync(RenewAsync(provider, credential))).Kind.ShouldBe(JitProviderErrorKind.Transient);

        Vault.Count(Login).ShouldBe(1);
        Orphans.GetMeasurementSnapshot().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500, "Internal Server Error", 1)]
    [InlineData(502, "", 1)]
    [InlineData(504, "<html/>", 1)]
    [InlineData(503, "upstream connect error", 1)]
    [InlineData(503, """{"errors":["Vault is sealed"]}""", 0)]
    public async Task Mint_AProxyAnswersForVault_MayHaveCreatedAUser(int status, string body, int orphans)
    {
        Vault.On(Creds, new VaultReply(status, body));

        await RefusedAsync(MintAsync(Provider()));

        Orphans.GetMeasurementSnapshot().Count.ShouldBe(orphans);
    }
}
