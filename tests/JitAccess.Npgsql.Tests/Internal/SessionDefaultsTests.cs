using JitAccess.Internal;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Internal;

public sealed class SessionDefaultsTests
{
    private static readonly JitSessionDefaults Defaults = new()
    {
        MaxLifetime = TimeSpan.FromSeconds(3300),
        MaxPoolSize = 10,
        ResetOnReturn = false,
        Enlist = false,
        DirectTls = true,
    };

    [Fact]
    public void Apply_NothingSet_SetsWhatTheProviderAsks()
    {
        var settings = Apply("", Defaults);

        settings.MaxPoolSize.ShouldBe(10);
        settings.NoResetOnClose.ShouldBeTrue();
        settings.Enlist.ShouldBeFalse();
        settings.SslNegotiation.ShouldBe(SslNegotiation.Direct);
    }

    [Theory]
    [InlineData(0, 3300)]
    [InlineData(0.5, 2970)]
    [InlineData(0.999999, 2640)]
    public void Apply_MaxLifetime_IsDrawnDownward(double chance, int seconds) =>
        Apply("", Defaults, chance).ConnectionLifetime.ShouldBe(seconds);

    [Theory]
    [InlineData(0, 2880)]
    [InlineData(0.5, 3600)]
    [InlineData(0.999999, 4319)]
    public void Apply_NoMaxLifetime_IsDrawnAroundAnHour(double chance, int seconds) =>
        Apply("", JitSessionDefaults.None, chance).ConnectionLifetime.ShouldBe(seconds);

    [Fact]
    public void Apply_SetInTheConnectionString_Wins()
    {
        // Values of which all are Npgsql's own defaults: they are meant nevertheless. Two go by an alias.
        var settings = Apply("Load Balance Timeout=3600;MaxPoolSize=100;No Reset On Close=false;Enlist=true;SSL Negotiation=Postgres", Defaults);

        settings.ConnectionLifetime.ShouldBe(3600);
        settings.MaxPoolSize.ShouldBe(100);
        settings.NoResetOnClose.ShouldBeFalse();
        settings.Enlist.ShouldBeTrue();
        settings.SslNegotiation.ShouldBe(SslNegotiation.Postgres);
    }

    [Fact]
    public void Apply_MinPoolSizeAbove_IsRespected() => Apply("Minimum Pool Size=20", Defaults).MaxPoolSize.ShouldBe(20);

    [Fact]
    public void Apply_None_LeavesTheRestToTheDriver()
    {
        var settings = Apply("", JitSessionDefaults.None);

        settings.ConnectionString.ShouldBe("Host=db;Connection Lifetime=3600");
    }

    private static NpgsqlConnectionStringBuilder Apply(string addition, JitSessionDefaults defaults, double chance = 0.5)
    {
        var settings = new NpgsqlConnectionStringBuilder("Host=db;" + addition);
        SessionDefaults.Apply(settings, defaults, () => chance);
        return settings;
    }
}
