using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Two databases whose users have equal names, and initializers that open the other one: no secret ever at a foreign server.</summary>
public sealed class SecretPairingTests : IAsyncLifetime
{
    private const int Rotations = 1000;
    private const int DeepRounds = 20;
    private const string Settings = "Pooling=false;Timeout=300"; // each open is a login, and nothing is retired before the end

    private readonly RecordingPostgres _serverA = new();
    private readonly RecordingPostgres _serverB = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _serverA.DisposeAsync();
        await _serverB.DisposeAsync();
    }

    [Fact]
    public async Task Rotate_AThousandTimesWithOpensUnderWay_NoSecretIsSentToAForeignServer()
    {
        var (issuerA, issuerB) = (new RecordedIssuer(_serverA), new RecordedIssuer(_serverB));
        await using (var databases = await CrossedDatabases.CreateAsync(_serverA.Builder(Settings), issuerA, _serverB.Builder(Settings), issuerB))
        {
            for (var round = 1; round <= Rotations / 2; round++)
            {
                // The name has been sent, and when its password is asked for, both databases have another.
                databases.DeepestLevel = round <= DeepRounds ? 2 : 1;
                var name = RecordedIssuer.NameOf(round);
                var (holdA, holdB) = (_serverA.Hold(name, 1), _serverB.Hold(name, 1));
                var opens = Task.WhenAll(OpenAsync(databases.A.DataSource), Task.Run(() => OpenInOneWayOrTheOtherAsync(databases.B.DataSource, round), Cancellation));
                await Task.WhenAll(holdA.Full, holdB.Full).WaitAsync(Cancellation);
                await databases.RotateAsync(Cancellation);
                holdA.Release();
                holdB.Release();
                await opens;
            }

            databases.Nested.ShouldBeGreaterThanOrEqualTo(2 * Rotations); // in each round by two proofs and two opens
        }

        foreach (var (server, issuer) in ((RecordingPostgres, RecordedIssuer)[])[(_serverA, issuerA), (_serverB, issuerB)])
        {
            server.ShouldHaveSeenOnlyItsOwn();
            issuer.Minted.ShouldBe(1 + (Rotations / 2));
            issuer.Revoked.ShouldBe(issuer.Minted);
            server.Logins.Distinct().Count().ShouldBe(issuer.Minted); // each was used, by its own secret
        }
    }

    [Theory]
    [InlineData("secret of the same name at the other server")]
    [InlineData("secret of the next name at this server")]
    public async Task Recording_WrongPair_IsRefusedAndFailsTheAssertion(string pair)
    {
        _serverA.CreateUser("v-orders-1", "first-of-a");
        _serverA.CreateUser("v-orders-2", "second-of-a");
        _serverB.CreateUser("v-orders-1", "first-of-b");
        var builder = _serverA.Builder($"{Settings};Username=v-orders-1;SSL Mode=VerifyFull;GSS Encryption Mode=Disable");
        builder.UsePasswordProvider(Secret, (settings, _) => ValueTask.FromResult(Secret(settings)));
        await using var wrong = builder.Build();

        (await Should.ThrowAsync<PostgresException>(() => OpenAsync(wrong))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);

        Should.Throw<ShouldAssertException>(() => _serverA.ShouldHaveSeenOnlyItsOwn());
        _serverB.ShouldHaveSeenOnlyItsOwn();

        string Secret(NpgsqlConnectionStringBuilder settings) => pair.Contains("other server", StringComparison.Ordinal) ? "first-of-b" : "second-of-a";
    }

    private static async Task OpenAsync(NpgsqlDataSource dataSource) => await (await dataSource.OpenConnectionAsync(Cancellation)).DisposeAsync();

    private static async Task OpenInOneWayOrTheOtherAsync(NpgsqlDataSource dataSource, int round)
    {
        if (round % 10 == 0)
            dataSource.OpenConnection().Dispose();
        else
            await OpenAsync(dataSource);
    }
}
