namespace JitAccess.Testing.Tests;

/// <summary>One server with its authenticator, for tests that log in for real; absent where there are no server programs.</summary>
public sealed class RdsIamPostgresFixture : IAsyncLifetime
{
    private RdsIamPostgres? _postgres;

    public RdsIamPostgres Postgres
    {
        get
        {
            Local.Require();
            return _postgres!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (LocalPostgres.IsAvailable)
            _postgres = await RdsIamPostgres.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
