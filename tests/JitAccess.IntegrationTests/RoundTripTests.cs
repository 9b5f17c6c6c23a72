using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>What a connection costs on the wire: the messages of a client without JitAccess, and none more.</summary>
/// <remarks>
/// Every message is seen inside TLS, by a relay that ends it. The TLS handshake itself is not compared: it is .NET's, with the same settings.
/// </remarks>
public sealed class RoundTripTests(LocalServer shared) : IClassFixture<LocalServer>
{
    // Each is an answer to what the server said before, so it is as many round trips; not one of them is SQL.
    private static readonly string[] Login = ["SSLRequest", "StartupMessage", "p", "X"];

    private TestServer Server
    {
        get
        {
            shared.Require("JITACCESS_REQUIRE_LOCAL");
            return shared;
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_FirstOrLater_SendsTheMessagesOfPlainNpgsql()
    {
        await using var relay = new ProtocolRelay(Server);
        await using var plain = await CreatePlainAsync(relay);
        await using var database = await CreateJitAccessAsync(relay, "Pooling=false");

        // The first session of a data source also loads the types, with or without JitAccess.
        var first = await SessionAsync(relay, plain);
        (await SessionAsync(relay, database.DataSource)).ShouldBe(first);
        first.Count.ShouldBeGreaterThan(Login.Length);

        var later = await SessionAsync(relay, plain);
        (await SessionAsync(relay, database.DataSource)).ShouldBe(later);
        later.Select(m => m.Name).ShouldBe(Login);
    }

    [Fact]
    public async Task Open_FromAWarmPool_SendsNothing()
    {
        await using var relay = new ProtocolRelay(Server);
        await using var database = await CreateJitAccessAsync(relay, "Pooling=true");
        await OpenAndCloseAsync(database.DataSource);
        relay.Take().ShouldNotBeEmpty();

        for (var i = 0; i < 10; i++)
            await OpenAndCloseAsync(database.DataSource);

        database.DataSource.Clear(); // says goodbye, which comes after whatever was sent before
        await relay.SessionEndedAsync(Ct);
        relay.Take().Select(m => m.Name).ShouldBe(["X"]);
    }

    private static async Task<IReadOnlyList<FrontendMessage>> SessionAsync(ProtocolRelay relay, NpgsqlDataSource dataSource)
    {
        await OpenAndCloseAsync(dataSource);
        await relay.SessionEndedAsync(Ct);
        return relay.Take();
    }

    private static async Task OpenAndCloseAsync(NpgsqlDataSource dataSource)
    {
        await using var connection = await dataSource.OpenConnectionAsync(Ct);
    }

    // The password is a token signed beforehand: as long as the ones that JitAccess sends, and verified by the same server.
    private async Task<NpgsqlDataSource> CreatePlainAsync(ProtocolRelay relay)
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString(relay, "Pooling=false;SSL Mode=VerifyFull;GSS Encryption Mode=Disable"));
        builder.ConnectionStringBuilder.Password = await Server.MintTokenAsync(Server.Key);
        return builder.Build();
    }

    private Task<JitDatabase> CreateJitAccessAsync(ProtocolRelay relay, string addition)
    {
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.None };
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = relay.Connect.ToString(), Token = Server.Token.ToString() });
        return JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(ConnectionString(relay, addition)), TestServer.Provider(Server.Key), options, cancellationToken: Ct);
    }

    private static string ConnectionString(ProtocolRelay relay, string addition) =>
        $"Host={relay.Connect.Host};Port={relay.Connect.Port};Database={TestServer.Database};Username={TestServer.UserName};" +
        $"Root Certificate={relay.RootCertificatePath};{addition}";
}
