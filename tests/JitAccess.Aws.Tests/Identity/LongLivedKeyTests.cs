using System.Diagnostics.Metrics;
using Amazon.Runtime;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>The access key of a user signs on a developer's machine, or where code says why; elsewhere it signs nothing.</summary>
public sealed class LongLivedKeyTests : IAsyncLifetime
{
    private const string User = "arn:aws:iam::123456789012:user/ci";
    private const string Reason = "the appliance can't federate until March";
    private const int KeyUsed = 2012;

    private IdentityScene _scene = null!;
    private RdsIamKey _key = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await IdentityScene.StartAsync();
        _key = _scene.Aws.CreateAccessKey(User, IdentityScene.UserName);
        _scene.Aws.WriteRole(IdentityScene.RoleArn, new() { TrustedPrincipals = { User }, DatabaseUserNames = { IdentityScene.UserName } });
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_OutsideDevelopment_IsRefusedAndAsksNobody(bool isChained)
    {
        _scene.EnvironmentName = Environments.Production;
        var provider = Provider(o =>
        {
            o.StsEndpoint = null; // that of the scene has no certificate
            Chain(o, isChained);
        });

        var error = await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain($"are the long-lived access key {_key.AccessKeyId} of a user, and outside Development none is signed with");
        error.Message.ShouldContain("call AllowLongLivedKeys(reason) in code");
        error.ToString().ShouldNotContain(_key.RevealSecretAccessKey());
        _scene.Aws.Sts.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_ThatCodeAllows_LogsInAndIsToldOnce()
    {
        _scene.EnvironmentName = Environments.Production;
        var provider = Provider(o =>
        {
            o.StsEndpoint = null;
            o.AllowLongLivedKeys(Reason);
        });

        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));

        var told = _scene.Logs.GetSnapshot().Where(r => r.Id.Id == KeyUsed).ShouldHaveSingleItem();
        told.Level.ShouldBe(LogLevel.Warning);
        told.Message.ShouldContain($"{_key.AccessKeyId}, which nothing ends. Allowed because: {Reason}");
    }

    [Fact]
    public async Task Key_InDevelopment_LogsInAndIsTold()
    {
        _scene.ShouldLogIn(await IdentityScene.MintAsync(Provider()));

        _scene.Logs.GetSnapshot().ShouldContain(r => r.Id.Id == KeyUsed && r.Message.Contains("this is a developer's machine", StringComparison.Ordinal));
    }

    [Fact]
    public void Session_OfADatabaseThatMay_IsNotThatOfOneThatMayNot()
    {
        var mayNot = true;
        var providers = _scene.Providers(
            o =>
            {
                Use(o);
                Chain(o, isChained: true);
                mayNot = !mayNot;
                if (mayNot)
                    o.AllowLongLivedKeys(Reason);
            },
            "ledger", "orders");

        providers[0].Identity.ShouldNotBe(providers[1].Identity);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Login_ByALongLivedKey_IsCounted(bool isChained) => (await StandingUsesAsync(Provider(o => Chain(o, isChained)))).ShouldBe([1]);

    [Fact]
    public async Task Login_ByARole_IsNotCounted()
    {
        var key = RdsIamKey.Generate();
        _scene.Verifier.Add(key);

        (await StandingUsesAsync(_scene.Provider(
            o => o.Credentials = new SessionAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken())))).ShouldBeEmpty();
    }

    [Fact]
    public void Reason_ToAllowKeys_IsNeeded() => Should.Throw<ArgumentException>(() => new RdsIamOptions().AllowLongLivedKeys(" "));

    private async Task<IEnumerable<long>> StandingUsesAsync(IJitCredentialProvider provider)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var counter = new MetricCollector<long>(meters, JitAccessDiagnostics.MeterName, "jitaccess.credential.standing_use");
        await using var engine = new JitCredentialEngine(
            provider, new JitCredentialRequest { DatabaseName = "orders", Endpoint = IdentityScene.Database, UserName = IdentityScene.UserName }, null,
            new JitRuntime { TimeProvider = _scene.Time, MeterFactory = meters });
        var snapshot = await engine.GetCredentialAsync(IdentityScene.Cancellation);
        _scene.ShouldLogIn(snapshot.Credential);
        engine.ReportAccepted(snapshot);
        return [.. counter.GetMeasurementSnapshot().Select(m => m.Value)];
    }

    private IJitCredentialProvider Provider(Action<RdsIamOptions>? configure = null) => _scene.Provider(o =>
    {
        Use(o);
        configure?.Invoke(o);
    });

    private void Use(RdsIamOptions options) => options.Credentials = new BasicAWSCredentials(_key.AccessKeyId, _key.RevealSecretAccessKey());

    private static void Chain(RdsIamOptions options, bool isChained)
    {
        if (isChained)
            options.ThenAssumeRole(r => r.RoleArn = IdentityScene.RoleArn);
    }
}
