using JitAccess.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Internal;

/// <summary>The last gate before a secret leaves: whatever differs from what it was minted for, the server gets nothing.</summary>
public sealed class PasswordProviderTests : IAsyncDisposable
{
    private static readonly JitEndpoint Connect = new("orders.example.com", 5432);
    private static readonly JitEndpoint Token = new("orders.abc123def456.eu-west-1.rds.amazonaws.com", 5432);

    private readonly NpgsqlConnectionStringBuilder _settings = new("Host=orders.example.com;Username=orders_app");
    private readonly FakeTimeProvider _time = new(); // stands: no mint takes too long, whatever halts it
    private readonly FakeProvider _provider;
    private readonly JitCredentialEngine _engine;

    public PasswordProviderTests()
    {
        _provider = new FakeProvider(_time);
        _engine = new JitCredentialEngine(
            _provider, new JitCredentialRequest { DatabaseName = "orders", Endpoint = Token, UserName = "orders_app" },
            runtime: new JitRuntime { TimeProvider = _time });
        TransportGate.Apply(_settings, "orders", _provider, unverifiedReason: null);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Provide_AsItWasMintedFor_HandsTheSecret()
    {
        var passwords = Create(Token);

        passwords.Provide(_settings).ShouldBe($"secret-1-for-{Token}");
        (await passwords.ProvideAsync(_settings, TestContext.Current.CancellationToken)).ShouldBe($"secret-1-for-{Token}");
    }

    [Theory]
    [InlineData("Username=legacy_app", "logs in to orders.example.com:5432 as 'legacy_app', but holds a credential of 'orders_app'")]
    [InlineData("Host=other.example.com", "a credential for other.example.com:5432, which its connection string did not dial")]
    [InlineData("Port=5433", "a credential for orders.example.com:5433, which its connection string did not dial")]
    [InlineData("SSL Mode=Require", "its data source uses TransportSettings { SslMode = Require")]
    [InlineData("GSS Encryption Mode=Prefer", "GssEncryptionMode = Prefer")]
    [InlineData("Require Auth=ScramSHA256", "RequireAuth = ScramSHA256")]
    public async Task Provide_SettingsChangedAfterTheyWereChecked_HandsNothingAndSaysWhat(string change, string expected)
    {
        var changed = new NpgsqlConnectionStringBuilder($"{_settings.ConnectionString};{change}");

        await ShouldHandNothingAsync(Create(Token), changed, expected);
    }

    [Fact]
    public async Task Provide_EngineOfAnotherEndpoint_HandsNothing() =>
        await ShouldHandNothingAsync(Create(new JitEndpoint("billing.example.com", 5432)), _settings, $"for orders (fake, {Token})");

    private static async Task ShouldHandNothingAsync(PasswordProvider passwords, NpgsqlConnectionStringBuilder settings, string expected)
    {
        JitConfigurationException[] errors =
        [
            Should.Throw<JitConfigurationException>(() => passwords.Provide(settings)),
            await Should.ThrowAsync<JitConfigurationException>(async () =>
                await passwords.ProvideAsync(settings, TestContext.Current.CancellationToken)),
        ];

        foreach (var error in errors)
        {
            error.Message.ShouldContain(expected);
            error.Message.ShouldContain("Nothing was sent");
            error.ToString().ShouldNotContain("secret-");
        }
    }

    private PasswordProvider Create(JitEndpoint token) =>
        new("orders", [new ConnectionRoute(Connect, token, _engine)], TimeSpan.FromSeconds(10), Observer()) { Transport = TransportSettings.Of(_settings) };

    private LoginObserver Observer() => new("orders", _provider, SslMode.VerifyFull, NullLogger.Instance, TimeProvider.System);
}
