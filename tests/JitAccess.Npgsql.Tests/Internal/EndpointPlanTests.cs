using JitAccess.Internal;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Internal;

public class EndpointPlanTests
{
    [Theory]
    [InlineData("Host=db.example.com", "db.example.com:5432")]
    [InlineData("Host=db.example.com;Port=443", "db.example.com:443")]
    [InlineData("Host=db.example.com:6000", "db.example.com:6000")]
    [InlineData("Host=DB.Example.com.", "db.example.com:5432")]
    [InlineData("Host=::1;Port=5433", "[::1]:5433")]
    [InlineData("Host=[::1]:5433", "[::1]:5433")]
    [InlineData("Host=a, b:6000;Port=5433", "a:5433 b:6000")]
    public void Create_AddressForms_AreReadAsNpgsqlReadsThem(string connectionString, string expected) =>
        string.Join(' ', Plan(connectionString).Select(p => p.Token)).ShouldBe(expected);

    [Fact]
    public void Create_MappedAddress_TakesTheTokenEndpoint()
    {
        var plan = Plan("Host=localhost;Port=5433", ("LOCALHOST:5433", "db.example.com:5432"));

        plan.ShouldHaveSingleItem().ShouldBe((new JitEndpoint("localhost", 5433), new JitEndpoint("db.example.com", 5432)));
    }

    [Fact]
    public void Create_MappingThatNothingDials_SaysWhatIsDialled() =>
        Should.Throw<JitConfigurationException>(() => Plan("Host=localhost;Port=5433", ("localhost:5432", "db.example.com:5432")))
            .Message.ShouldContain("maps localhost:5432, which the connection string of 'orders' does not dial; it dials localhost:5433");

    [Theory]
    [InlineData("Host=/var/run/postgresql")]
    [InlineData("Host=@abstract")]
    public void Create_UnixSocket_Throws(string connectionString) =>
        Should.Throw<JitConfigurationException>(() => Plan(connectionString)).Message.ShouldContain("Unix socket");

    [Fact]
    public void Create_NoHost_Throws() => Should.Throw<JitConfigurationException>(() => Plan("Username=u")).Message.ShouldContain("names no Host");

    private static IReadOnlyList<(JitEndpoint Connect, JitEndpoint Token)> Plan(string connectionString, params (string Connect, string Token)[] map)
    {
        var options = new JitDatabaseOptions();
        foreach (var (connect, token) in map)
            options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = connect, Token = token });
        return EndpointPlan.Create(new NpgsqlConnectionStringBuilder(connectionString), options, "orders");
    }
}
