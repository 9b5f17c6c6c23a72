namespace JitAccess.Testing.Tests.Readme;

public sealed class OrdersPostgres : IAsyncLifetime
{
    public RdsIamPostgres Server { get; private set; } = null!;

    public RdsIamKey Key { get; } = RdsIamKey.Generate();

    public async ValueTask InitializeAsync()
    {
        if (!LocalPostgres.IsAvailable)
            return;
        Server = await RdsIamPostgres.StartAsync();
        Server.Authenticator.Verifier.Add(Key);
        await Server.Server.ExecuteAsync("CREATE TABLE orders (item text); GRANT SELECT, INSERT ON orders TO orders_app", Server.Database);
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }
}
