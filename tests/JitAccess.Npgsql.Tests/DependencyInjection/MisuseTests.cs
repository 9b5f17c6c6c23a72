using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JitAccess.Npgsql.Tests.DependencyInjection;

/// <summary>Each way to get it wrong that configuration allows: the start fails, says which setting, what is wrong and what to do, and no secret.</summary>
public class MisuseTests
{
    private const string Canary = "canary-of-a-secret";
    private const string Section = "JitAccess:Databases:orders";

    private readonly HostApplicationBuilder _host = Host.CreateEmptyApplicationBuilder(null);
    private readonly FakeProvider _provider = new();

    public MisuseTests() => _host.Configuration["ConnectionStrings:orders"] = "Host=orders.example.com;Database=orders;Username=orders_app";

    [Theory]
    [InlineData($"Host=db;Username=u;Password={Canary}", "it holds a password", "remove Password")]
    [InlineData($"Host=db;Username=u;Passfile=/{Canary}", "it names a Passfile", "remove Passfile")]
    [InlineData($"Host=db;Username=u;Pasword={Canary}", "can't be read by Npgsql", "Check the spelling")]
    [InlineData($"Host=db;Username=u;Port={Canary}", "can't be read by Npgsql", "Check the spelling")]
    [InlineData("Host=db;Username=u;SSL Mode=VerifyCA", "SSL Mode=VerifyCA", "Remove SSL Mode")]
    [InlineData("Host=db;Username=u;Multiplexing=true", "Multiplexing is on", "Remove Multiplexing")]
    [InlineData("Host=db;Username=u;GSS Encryption Mode=Require", "GSS Encryption Mode=Require", "Remove it")]
    [InlineData("Host=db;Username=u;Require Auth=ScramSHA256", "Require Auth=ScramSHA256", "Remove Require Auth")]
    [InlineData("Host=/var/run/postgresql;Username=u", "Unix socket", "Dial it by TCP")]
    [InlineData("Host=db", "has no user name", $"{Section}:UserName")]
    [InlineData("Username=u", "names no Host", "Host")]
    public async Task ConnectionStringOfOptions_Unusable_FailsWithRemedy(string connectionString, string problem, string remedy)
    {
        _host.Configuration["ConnectionStrings:orders"] = null; // it would win
        _host.Configuration[$"{Section}:ConnectionString"] = connectionString;

        await FailsAsync<JitConfigurationException>("orders", problem, remedy);
    }

    [Theory]
    [InlineData("Prefetch", "Sometimes", "BestEffort, Required or None")]
    [InlineData("Refresh:FlightTimeout", "soon", "hh:mm:ss")]
    [InlineData("Refresh:MaxLifetime", "15 minutes", "hh:mm:ss")]
    [InlineData("DisableHealthChecks", "perhaps", "true or false")]
    [InlineData("Refresh:TransientRetries", "many", "Failed to convert")]
    [InlineData("RdsIam:TokenLifetime", "a while", "hh:mm:ss")]
    public async Task Value_ThatIsNone_FailsWithKeyTextAndForm(string key, string value, string remedy)
    {
        _host.Configuration[$"{Section}:{key}"] = value;

        await FailsAsync<JitConfigurationException>($"{Section}:{key}", $"'{value}'", remedy);
    }

    [Theory]
    [InlineData("Prefetch", "7", $"{Section}:Prefetch is 7", "BestEffort, Required or None")]
    [InlineData("Refresh:FlightTimeout", "01:00:00", "Refresh.FlightTimeout", "between 00:00:00.1000000 and 00:05:00, not 01:00:00")]
    [InlineData("Refresh:FlightTimeout", "-00:00:01", "Refresh.FlightTimeout", "between 00:00:00.1000000 and 00:05:00, not -00:00:01")]
    [InlineData("Refresh:MaxLifetime", "00:00:01", "Refresh.MaxLifetime", "between 00:00:05 and 365.00:00:00, not 00:00:01")]
    [InlineData("Refresh:SettleTime", "01:00:00", "Refresh.SettleTime", "between 00:00:00 and 00:10:00, not 01:00:00")]
    [InlineData("Refresh:DrainTime", "1.00:00:00", "Refresh.DrainTime", "between 00:00:00 and 01:00:00, not 1.00:00:00")]
    [InlineData("Refresh:TransientRetries", "11", "Refresh.TransientRetries", "between 0 and 10")]
    [InlineData("TokenEndpoints:0:Connect", "nowhere", $"{Section}:TokenEndpoints:0:Connect is 'nowhere'", "host:port")]
    public async Task Value_OutOfRange_FailsWithKeyValueAndLimits(string key, string value, string problem, string remedy)
    {
        _host.Configuration[$"{Section}:{key}"] = value;

        await FailsAsync<OptionsValidationException>("orders", problem, remedy);
    }

    [Fact]
    public async Task TokenEndpoint_OfAnAddressThatIsNotDialled_SaysWhatIs()
    {
        _host.Configuration[$"{Section}:TokenEndpoints:0:Connect"] = "localhost:5433";
        _host.Configuration[$"{Section}:TokenEndpoints:0:Token"] = "orders.example.com:5432";

        await FailsAsync<JitConfigurationException>($"{Section}:TokenEndpoints maps localhost:5433", "it dials orders.example.com:5432", "same host and port");
    }

    [Theory]
    [InlineData("RdsIam:Credentials", "in the delegate of UseRdsIam()")]
    [InlineData("RdsIam:Credentials:SecretKey", "in the delegate of UseRdsIam()")]
    [InlineData("RdsIam:AllowConfiguredEndpointUrls", "only code may set it")]
    public async Task Key_ThatOnlyCodeMaySet_FailsWithRemedy(string key, string remedy)
    {
        _host.Configuration[$"{Section}:Provider"] = "RdsIam";
        _host.Configuration[$"{Section}:{key}"] = Canary;

        await FailsAsync<JitConfigurationException>($"{Section}:RdsIam", "is set in configuration", remedy);
    }

    [Fact]
    public async Task TokenLifetime_TooLong_FailsWithTheLimit()
    {
        _host.Configuration[$"{Section}:Provider"] = "RdsIam";
        _host.Configuration[$"{Section}:RdsIam:TokenLifetime"] = "01:00:00";

        await FailsAsync<OptionsValidationException>("TokenLifetime is '01:00:00'", "RDS accepts", "00:15:00");
    }

    [Fact]
    public async Task UserName_InTwoPlacesAndDifferent_FailsWithBoth()
    {
        _host.Configuration[$"{Section}:UserName"] = "other_app";

        await FailsAsync<JitConfigurationException>("'orders_app' in the connection string", $"'other_app' in {Section}:UserName", "Remove one");
    }

    [Fact]
    public void UserName_InTwoPlacesAndTheSame_IsAccepted()
    {
        _host.Configuration[$"{Section}:UserName"] = "orders_app";
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
        using var host = _host.Build();

        host.Services.GetRequiredService<NpgsqlConnection>().UserName.ShouldBe("orders_app");
    }

    [Fact]
    public async Task Provider_ThatIsNotRegistered_FailsWithTheCandidates()
    {
        _host.Configuration[$"{Section}:Provider"] = "Vault";

        await FailsAsync<JitConfigurationException>($"{Section}:Provider is 'Vault'", "not registered", "FakeProvider, RdsIam");
    }

    [Fact]
    public async Task OwnProvider_ThatIsNoService_FailsByItsType()
    {
        _host.AddJitDatabase("orders", db => db.UseProvider<OwnProvider>());
        using var host = _host.Build();

        var error = await Should.ThrowAsync<JitConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain("'orders'");
        error.Message.ShouldContain($"services.AddSingleton<{nameof(OwnProvider)}>()");
    }

    [Fact]
    public void Candidate_RegisteredTwice_Throws() =>
        Should.Throw<JitConfigurationException>(() => _host.AddJitDatabase("orders", db => db.UseRdsIam().UseRdsIam()))
            .Message.ShouldContain("two provider candidates named 'RdsIam'");

    [Theory]
    [InlineData("orders")]
    [InlineData("ORDERS")]
    public void Name_RegisteredTwice_ThrowsWhateverItsCase(string again)
    {
        _host.AddKeyedJitDatabase("orders");

        Should.Throw<JitConfigurationException>(() => _host.Services.AddKeyedJitDatabase(again)).Message.ShouldContain("register each name once");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Name_Empty_Throws(string name) => Should.Throw<ArgumentException>(() => _host.AddJitDatabase(name));

    /// <summary>With two candidates, of which configuration chooses one unless the test is about that.</summary>
    private async Task FailsAsync<TException>(params string[] expected)
        where TException : Exception
    {
        _host.Configuration[$"{Section}:Provider"] ??= nameof(FakeProvider);
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider).UseRdsIam());
        if (_host.Configuration[$"{Section}:RdsIam:TokenLifetime"] is not null)
            _host.Configuration[$"{Section}:Provider"] = "RdsIam";
        using var host = _host.Build();

        var error = await Should.ThrowAsync<TException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        foreach (var text in expected)
            error.Message.ShouldContain(text);
        error.ToString().ShouldNotContain(Canary);
        _provider.Calls.ShouldBe(0);
    }
}
