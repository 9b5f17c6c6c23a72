using JitAccess.Aws.Credentials;
using JitAccess.Aws.Identity;
using JitAccess.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>AWS and Entra ID on one standing clock, a database that verifies tokens, and providers as an application gets them.</summary>
internal sealed class IdentityScene : IAsyncDisposable
{
    public const string Account = "123456789012";
    public const string RoleArn = "arn:aws:iam::123456789012:role/orders";
    public const string NextRoleArn = "arn:aws:iam::210987654321:role/data/reader";
    public const string Audience = "api://jitaccess-aws";
    public const string Subject = "11111111-2222-3333-4444-555555555555";
    public const string UserName = "orders_app";

    public static readonly JitEndpoint Database = new("orders.abc123def456.eu-west-1.rds.amazonaws.com", 5432);

    private readonly List<IAsyncDisposable> _owned = [];

    private readonly List<JitCredentialEngine> _engines = [];
    private AwsCredentialSources? _sources;

    private IdentityScene(AwsEmulator aws, EntraEmulator entra, WatchedTime time)
    {
        Aws = aws;
        Entra = entra;
        Time = time;
        ProviderArn = aws.AddOidcProvider(Account, entra.Issuer, [Audience]);
        aws.WriteRole(RoleArn, new() { TrustedWebIdentities = { new(ProviderArn, Audience, Subject) }, DatabaseUserNames = { UserName } });
        aws.WriteRole(NextRoleArn, new() { TrustedPrincipals = { RoleArn }, DatabaseUserNames = { UserName }, AllowsSessionTags = true, AllowsSourceIdentity = true, ExternalId = "orders-7" });
        Verifier = new RdsIamTokenVerifier(Database, "eu-west-1", time);
        aws.AddDatabase(Verifier);
    }

    public AwsEmulator Aws { get; }

    public EntraEmulator Entra { get; }

    public WatchedTime Time { get; }

    public string ProviderArn { get; }

    public RdsIamTokenVerifier Verifier { get; }

    public FakeLogCollector Logs { get; } = new();

    public Dictionary<string, string?> Settings { get; } = [];

    public string EnvironmentName { get; set; } = Environments.Development;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<IdentityScene> StartAsync()
    {
        // AWS clients sign by the machine's clock; whole seconds, for that is what answers tell.
        var time = new WatchedTime(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        var aws = await UnmeasuredAws.StartAsync(new() { TimeProvider = time, UsesPlainHttp = true }, Cancellation);
        return new IdentityScene(aws, await EntraEmulator.StartAsync(new() { TimeProvider = time, UsesPlainHttp = true }, Cancellation), time);
    }

    public string Token(Action<EntraEmulatorToken>? configure = null)
    {
        var token = new EntraEmulatorToken { Audience = Audience, Subject = Subject };
        configure?.Invoke(token);
        return Entra.CreateToken(token);
    }

    /// <summary>Returns the services of an application; <see cref="Settings"/> is its configuration.</summary>
    public ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build())
            .AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = EnvironmentName });
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(Logs)));
        services.AddSingleton(provider => new JitRuntime
        {
            TimeProvider = Time,
            Randomizer = static () => 0,
            LoggerFactory = provider.GetRequiredService<ILoggerFactory>(),
        });
        services.AddSingleton(provider => _sources = new AwsCredentialSources(provider.GetRequiredService<JitRuntime>())
        {
            IsDevelopment = EnvironmentName == Environments.Development,
            RequestTimeout = TimeSpan.FromMinutes(5), // by the machine's clock, and it may be busy
            SessionRefresh = new JitRefreshOptions { TransientRetries = 0 }, // the clock stands: a second attempt would never come
        });
        Databases?.Invoke(services);
        var built = services.BuildServiceProvider();
        _owned.Add(built);
        return built;
    }

    /// <summary>Returns the provider of one database, as <c>UseRdsIam()</c> registers it.</summary>
    public IJitCredentialProvider Provider(Action<RdsIamOptions>? configure = null, string name = "orders") => Providers(configure, name).Single();

    /// <summary>Returns the providers of several databases of one application.</summary>
    public IReadOnlyList<IJitCredentialProvider> Providers(Action<RdsIamOptions>? configure, params IReadOnlyList<string> names)
    {
        var builders = new List<JitDatabaseBuilder>();
        Databases = services =>
        {
            foreach (var name in names)
            {
                var builder = new JitDatabaseBuilder(services, name);
                builder.UseRdsIam(options =>
                {
                    options.AllowInsecureLoopback();
                    options.StsRegion ??= Aws.Region;
                    options.StsEndpoint ??= Aws.Sts.Address.AbsoluteUri;
                    configure?.Invoke(options);
                });
                builders.Add(builder);
            }
        };
        var built = Services();
        return [.. builders.Select(b => b.Candidates.Single().Factory(built))];
    }

    /// <summary>Returns an engine around a provider, as a database has one.</summary>
    public JitCredentialEngine Engine(IJitCredentialProvider provider)
    {
        var engine = new JitCredentialEngine(
            provider, Request(), new JitRefreshOptions { TransientRetries = 0 }, new JitRuntime { TimeProvider = Time, Randomizer = static () => 0 });
        _owned.Add(engine);
        _engines.Add(engine);
        return engine;
    }

    /// <summary>Moves the clock, after what runs in the background has ended: its own timeout is by this clock too.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await SettleAsync();
        Time.Advance(time);
    }

    public async Task SettleAsync()
    {
        // From the databases down to the first link: a refresh begins that of the link before it, and must not have been looked for by then.
        // Again, until a whole round finds none under way.
        for (var isQuiet = false; !isQuiet;)
        {
            isQuiet = true;
            var links = (_sources?.Sessions ?? []).Select(static s => s.Engine).OrderByDescending(static e => LinksBefore(e.Key.Identity));
            foreach (var engine in _engines.Concat(links))
            {
                isQuiet &= engine.RefreshInProgress.IsCompleted;
                await engine.RefreshInProgress;
            }
        }
    }

    public static async Task<JitCredential> MintAsync(IJitCredentialProvider provider, JitRefreshReason reason = JitRefreshReason.Initial) =>
        await provider.GetCredentialAsync(Request() with { Reason = reason, RequestedAt = default }, Cancellation);

    /// <summary>Asserts that the database lets a token in.</summary>
    public void ShouldLogIn(JitCredential credential) => Verifier.Verify(credential.RevealSecret(), UserName).ShouldBe(RdsIamVerdict.Valid);

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
            await owned.DisposeAsync();
        await Entra.DisposeAsync();
        await Aws.DisposeAsync();
    }

    private Action<ServiceCollection>? Databases { get; set; }

    private static int LinksBefore(JitProviderIdentity identity) => identity is RoleSessionIdentity { Source: { } before } ? 1 + LinksBefore(before) : 0;

    private static JitCredentialRequest Request() => new() { DatabaseName = "orders", Endpoint = Database, UserName = UserName };
}
