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

        var mint = MintAsync(Provider());
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
        var provider = Provider();
        await MintAsync(provider);
        await Vault.DisposeAsync();

        var error = await RefusedAsync(MintAsync(provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        Orphans.GetMeasurementSnapshot().ShouldBeEmpty();
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
