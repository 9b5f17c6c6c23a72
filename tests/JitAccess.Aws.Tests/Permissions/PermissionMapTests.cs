using JitAccess.Aws.Tests.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Tests.Permissions;

/// <summary>What the map does not allow is refused before AWS hears of it; what it allows is signed on its terms, and both are recorded.</summary>
public sealed class PermissionMapTests : IAsyncLifetime
{
    private const int MapLoaded = 2090;
    private const int Granted = 2091;
    private const int Refused = 2092;

    private readonly MapFile _map = new();
    private SignInScene _person = null!;

    private IdentityScene Scene => _person.Scene;

    public async ValueTask InitializeAsync() => _person = await SignInScene.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _person.DisposeAsync();
        _map.Dispose();
    }

    [Fact]
    public async Task PermissionSet_ThatTheMapAllows_LogsInOnItsTerms()
    {
        var credential = await IdentityScene.MintAsync(Person());

        Scene.ShouldLogIn(credential);
        (credential.ExpiresAt - Scene.Time.GetUtcNow()).ShouldBe(TimeSpan.FromMinutes(5)); // and not the 15 of TokenLifetime
        Event(Granted).ShouldBe(
            $"Let 123456789012/db-readonly log in as orders_app on orders ({IdentityScene.Database}) by db-readonly, with credential {credential.Id} until "
            + $"{credential.ExpiresAt:O}; reason given: none; permission map {_map.Hash}");
    }

    [Fact]
    public async Task PermissionSet_ThatIsInNoFunction_IsRefusedBeforeAnybodyIsAsked()
    {
        var error = await ShouldBeRefusedAsync(Person(i => i.PermissionSet = "data-admin"), "it has no function for this role");

        error.Message.ShouldBe(
            $"The permission map '{_map.Path}' (SHA-256 {_map.Hash}) does not let 123456789012/data-admin log in as 'orders_app' to database 'orders': it has no function for "
            + "this role. Nothing was signed. Add it there, have it reviewed and start again, or log in as a role that has it.");
        _person.Pages.ShouldBeEmpty("nobody was asked to sign in");
        Event(Refused).ShouldBe(
            $"Did not let 123456789012/data-admin log in as orders_app on orders ({IdentityScene.Database}): it has no function for this role; "
            + $"permission map {_map.Hash}. Nothing was signed");
    }

    [Theory]
    [InlineData("orders.abc123def456.eu-west-1.rds.amazonaws.com", 5432, "postgres", "db-readonly may not log in as 'postgres' to 'orders'")]
    [InlineData("ledger.abc123def456.eu-west-1.rds.amazonaws.com", 5432, "ledger_writer", "db-readonly may not log in as 'ledger_writer' to 'ledger'")]
    [InlineData("other.abc123def456.eu-west-1.rds.amazonaws.com", 5432, "orders_app", "it knows no database at other.abc123def456.eu-west-1.rds.amazonaws.com:5432")]
    [InlineData("orders.abc123def456.eu-west-1.rds.amazonaws.com", 5433, "orders_app", "it knows no database at orders.abc123def456.eu-west-1.rds.amazonaws.com:5433")]
    public async Task Login_ThatTheFunctionLacks_IsRefusedBeforeAnybodyIsAsked(string host, int port, string user, string expected) =>
        await ShouldBeRefusedAsync(Person(), expected, new JitCredentialRequest { DatabaseName = "orders", Endpoint = new(host, port), UserName = user });

    [Fact]
    public async Task Role_OfAWebIdentity_IsThatOfTheMap()
    {
        Scene.ShouldLogIn(await IdentityScene.MintAsync(Workload()));

        Event(Granted).ShouldContain($"Let {IdentityScene.RoleArn} log in as orders_app");
    }

    [Fact]
    public async Task Role_OfAWebIdentity_ThatIsInNoFunction_IsRefusedBeforeItsTokenIsRead()
    {
        var asked = 0;
        var provider = Scene.Provider(o =>
        {
            o.PermissionMap = _map.Path;
            o.UseWebIdentity(w =>
            {
                (w.RoleArn, w.Audience) = ("arn:aws:iam::123456789012:role/billing", IdentityScene.Audience);
                w.UseToken(_ => new(Scene.Token() + asked++));
            });
        });

        await ShouldBeRefusedAsync(provider, "does not let arn:aws:iam::123456789012:role/billing log in");
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task Role_AtTheEndOfAChain_IsTheOneThatCounts()
    {
        var provider = Workload(o =>
        {
            o.ThenAssumeRole(r => (r.RoleArn, r.ExternalId) = (IdentityScene.NextRoleArn, "orders-7"));
            o.Reason = "INC-4711: stuck orders";
        });

        var credential = await IdentityScene.MintAsync(provider);

        Scene.ShouldLogIn(credential);
        (credential.ExpiresAt - Scene.Time.GetUtcNow()).ShouldBe(TimeSpan.FromMinutes(1));
        Event(Granted).ShouldContain($"Let {IdentityScene.NextRoleArn} log in as orders_app");
        Event(Granted).ShouldContain("by db-write-emergency");
        Event(Granted).ShouldContain("reason given: INC-4711: stuck orders;");
    }

    [Fact]
    public async Task Role_OfAPermissionSet_IsRecognisedByItsPath()
    {
        const string Reserved = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_db-readonly_0123456789abcdef";
        Scene.Aws.WriteRole(Reserved, new()
        {
            TrustedWebIdentities = { new(Scene.ProviderArn, IdentityScene.Audience, IdentityScene.Subject) },
            DatabaseUserNames = { IdentityScene.UserName },
        });

        Scene.ShouldLogIn(await IdentityScene.MintAsync(Workload(o => o.WebIdentity!.RoleArn = Reserved)));

        Event(Granted).ShouldContain("Let 123456789012/db-readonly log in");
    }

    [Fact]
    public async Task Reason_ThatIsRequiredAndMissing_IsRefusedBeforeAnybodyIsAsked()
    {
        await ShouldBeRefusedAsync(Emergency(), "db-write-emergency requires a reason and none is given. Nothing was signed. Set Reason, or call UseReason() in code");

        Event(Refused).ShouldContain("db-write-emergency requires a reason");
    }

    [Theory]
    [InlineData("short", "the reason has 5 characters; write 8 to 256")]
    [InlineData("INC-4711\nGranted root", "the reason has U+000A as character 9; write printable characters on one line")]
    [InlineData("INC-4711 \u202etoor", "the reason has U+202E as character 10")]
    [InlineData("INC-4711 \u2028", null)] // at the end it is white space, and cut
    [InlineData("INC-4711 \ud83d\udd25 fire", null)]
    [InlineData("   ", "requires a reason and none is given")]
    public async Task Reason_OfADelegate_IsJudged(string reason, string? expected)
    {
        var provider = Emergency(o => o.UseReason(_ => new(reason)));
        if (expected is not null)
        {
            await ShouldBeRefusedAsync(provider, expected);
            Event(Refused).ShouldNotContain(reason.Trim() is { Length: > 0 } said ? said : "\0");
            return;
        }

        await IdentityScene.MintAsync(provider);
        Event(Granted).ShouldContain($"reason given: {reason.Trim()};");
    }

    [Fact]
    public async Task Reason_OfADelegate_IsAskedForAtEveryMint()
    {
        var tickets = new Queue<string>(["INC-4711: first", "INC-4712: second"]);
        var provider = Emergency(o => o.UseReason(_ => new(tickets.Dequeue())));

        await IdentityScene.MintAsync(provider);
        await IdentityScene.MintAsync(provider);

        Events(Granted).Select(text => text.Split("reason given: ")[1].Split(';')[0]).ShouldBe(["INC-4711: first", "INC-4712: second"]);
    }

    [Fact]
    public async Task Reason_OfADelegateThatFails_MintsNothing()
    {
        var error = await Should.ThrowAsync<JitProviderException>(
            () => IdentityScene.MintAsync(Emergency(o => o.UseReason(_ => throw new InvalidOperationException("no terminal")))));

        error.Message.ShouldContain("The delegate of UseReason() failed with InvalidOperationException");
        Scene.Aws.Sts.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Configuration_Alone_IsEnough()
    {
        Scene.Settings["JitAccess:PermissionMap"] = _map.Path;
        Scene.Settings["JitAccess:Databases:orders:RdsIam:Reason"] = "INC-4711: stuck orders";
        Scene.Settings["JitAccess:Databases:orders:RdsIam:WebIdentity:RoleArn"] = IdentityScene.RoleArn;
        Scene.Settings["JitAccess:Databases:orders:RdsIam:WebIdentity:Audience"] = IdentityScene.Audience;
        Scene.Settings["JitAccess:Databases:orders:RdsIam:WebIdentity:TokenFile"] = Path.Combine(_map.Folder, "token");
        await File.WriteAllTextAsync(Path.Combine(_map.Folder, "token"), Scene.Token(), IdentityScene.Cancellation);

        Scene.ShouldLogIn(await IdentityScene.MintAsync(Scene.Provider()));

        Event(Granted).ShouldContain("reason given: INC-4711: stuck orders;");
        Event(Granted).ShouldContain(_map.Hash);
    }

    [Fact]
    public async Task Map_OfADatabase_WinsOverThatOfAll()
    {
        Scene.Settings["JitAccess:PermissionMap"] = Path.Combine(_map.Folder, "another.json");
        Scene.Settings["JitAccess:Databases:orders:RdsIam:PermissionMap"] = _map.Path;

        Scene.ShouldLogIn(await IdentityScene.MintAsync(Workload(o => o.PermissionMap.ShouldBe(_map.Path))));
    }

    [Fact]
    public async Task Map_ThatChangesLater_IsNotReadAgain()
    {
        var (hash, providers) = (_map.Hash, Scene.Providers(UseWorkload, "orders", "orders-again"));
        _map.Write(MapFile.Valid.Replace("orders_app", "nobody", StringComparison.Ordinal));

        foreach (var provider in providers)
            Scene.ShouldLogIn(await IdentityScene.MintAsync(provider));

        Event(MapLoaded).ShouldBe($"Read the permission map {_map.Path}, SHA-256 {hash}: 2 functions, 2 databases");
        Events(Granted).ShouldAllBe(text => text.Contains(hash, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hash_OfTheMap_IsInEveryAuditEvent()
    {
        var engine = Scene.Engine(Workload());
        var mine = new JitCredentialEngine(
            engine.Provider, new JitCredentialRequest { DatabaseName = "orders", Endpoint = IdentityScene.Database, UserName = IdentityScene.UserName }, null,
            new JitRuntime { TimeProvider = Scene.Time, LoggerFactory = LoggerFactory.Create(l => l.AddProvider(new FakeLoggerProvider(Scene.Logs))) });
        var snapshot = await mine.GetCredentialAsync(IdentityScene.Cancellation);
        mine.ReportAccepted(snapshot);
        mine.Invalidate(snapshot);
        await mine.RefreshInProgress;
        await mine.DisposeAsync();

        var events = Scene.Logs.GetSnapshot().Where(r => r.Category == JitAccessDiagnostics.AuditCategory && !r.Message.Contains("(aws-web-identity", StringComparison.Ordinal)).ToList();

        events.Select(e => e.Id.Name).ShouldBe(
            ["PermissionMapLoaded", "PermissionGranted", "CredentialMinted", "LoginAccepted", "LoginRefused", "PermissionGranted", "CredentialMinted"]);
        events.ShouldAllBe(e => e.Message.Contains(_map.Hash, StringComparison.Ordinal));
        events.ShouldAllBe(e => !e.Message.Contains("X-Amz-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_OfDsql_IsJudgedAlike()
    {
        const string Cluster = "abcdefghijklmnopqrst123456.dsql.eu-west-1.on.aws";
        _map.Write(MapFile.Valid.Replace(IdentityScene.Database.Host, Cluster, StringComparison.Ordinal));
        var options = new DsqlOptions { PermissionMap = _map.Path, StsRegion = "eu-west-1" };
        options.UseWebIdentity(w =>
        {
            (w.RoleArn, w.Audience) = (IdentityScene.RoleArn, IdentityScene.Audience);
            w.UseToken(_ => throw new InvalidOperationException("nobody is to ask"));
        });
        var provider = new DsqlIamCredentialProvider(options, Scene.Time);

        await ShouldBeRefusedAsync(
            provider, "db-readonly may not log in as 'admin' to 'orders'",
            new JitCredentialRequest { DatabaseName = "orders", Endpoint = new(Cluster, 5432), UserName = "admin" });
    }

    [Theory]
    [InlineData("nobody knows here which role signs", "JitAccess:PermissionMap", "x.json")]
    [InlineData("nobody knows here which role signs", "JitAccess:PermissionMap", "x.json", "JitAccess:Databases:orders:RdsIam:Profile", "dev")]
    [InlineData("PermissionMap is empty; name the file, or leave it out for the one of JitAccess:PermissionMap", "JitAccess:Databases:orders:RdsIam:PermissionMap", "")]
    [InlineData("PermissionMap is empty", "JitAccess:PermissionMap", " ")]
    [InlineData("Reason has 3 characters; write 8 to 256", "JitAccess:Databases:orders:RdsIam:Reason", "why")]
    [InlineData("AllowLongLivedKeys is set in configuration, but only code may set it", "JitAccess:Databases:orders:RdsIam:AllowLongLivedKeys", "because")]
    public void Settings_ThatAreWrong_FailTheStart(string expected, params string[] settings)
    {
        foreach (var pair in settings.Chunk(2))
            Scene.Settings[pair[0]] = pair[1];

        Should.Throw<Exception>(() => Scene.Provider()).Message.ShouldContain(expected);
    }

    [Fact]
    public void Reason_InConfigurationAndInCode_FailsTheStart() => Should.Throw<OptionsValidationException>(() => Workload(o =>
    {
        o.Reason = "INC-4711: stuck orders";
        o.UseReason(_ => new("INC-4712: others"));
    })).Message.ShouldContain("Reason is set, and UseReason() is called in code; remove one of them");

    [Fact]
    public void Map_ThatIsMissing_FailsTheStart()
    {
        File.Delete(_map.Path);

        Should.Throw<JitConfigurationException>(() => Workload()).Message.ShouldContain("is not there");
    }

    private IJitCredentialProvider Person(Action<IdentityCenterOptions>? configure = null) => _person.Provider(configure, o => o.PermissionMap = _map.Path);

    private IJitCredentialProvider Workload(Action<RdsIamOptions>? configure = null) => Scene.Provider(o =>
    {
        UseWorkload(o);
        configure?.Invoke(o);
    });

    private IJitCredentialProvider Emergency(Action<RdsIamOptions>? configure = null) => Workload(o =>
    {
        o.ThenAssumeRole(r => (r.RoleArn, r.ExternalId) = (IdentityScene.NextRoleArn, "orders-7"));
        configure?.Invoke(o);
    });

    private void UseWorkload(RdsIamOptions options)
    {
        options.PermissionMap ??= _map.Path;
        options.UseWebIdentity(w =>
        {
            (w.RoleArn, w.Audience) = (IdentityScene.RoleArn, IdentityScene.Audience);
            w.UseToken(_ => new(Scene.Token()));
        });
    }

    private async Task<JitProviderException> ShouldBeRefusedAsync(IJitCredentialProvider provider, string expected, JitCredentialRequest? request = null)
    {
        var error = await Should.ThrowAsync<JitProviderException>(
            async () => await (request is null ? IdentityScene.MintAsync(provider) : provider.GetCredentialAsync(request, IdentityScene.Cancellation).AsTask()));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain(expected);
        Scene.Aws.Sts.Requests.ShouldBeEmpty();
        _person.Center.Oidc.Requests.ShouldBeEmpty();
        _person.Center.Portal.Requests.ShouldBeEmpty();
        Scene.Logs.GetSnapshot().ShouldNotContain(r => r.Message.StartsWith("Signed token", StringComparison.Ordinal));
        Events(Granted).ShouldBeEmpty();
        return error;
    }

    private string Event(int id) => Events(id).ShouldHaveSingleItem();

    private List<string> Events(int id) =>
        [.. Scene.Logs.GetSnapshot().Where(r => r.Id.Id == id && r.Category == JitAccessDiagnostics.AuditCategory).Select(r => r.Message)];
}
