using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Two databases whose initializers open the other one: within the login of one, the other logs in.</summary>
internal sealed class CrossedDatabases : IAsyncDisposable
{
    private static readonly AsyncLocal<int> Depth = new();

    private volatile JitDatabase? _a;
    private volatile JitDatabase? _b;
    private int _nested;

    private CrossedDatabases()
    {
    }

    public JitDatabase A => _a!;

    public JitDatabase B => _b!;

    /// <summary>Gets or sets how deep they go: with 2, the other's initializer opens the first once more.</summary>
    public int DeepestLevel { get; set; } = 1;

    /// <summary>Gets how many opens initializers have made.</summary>
    public int Nested => Volatile.Read(ref _nested);

    public static async Task<CrossedDatabases> CreateAsync(
        NpgsqlDataSourceBuilder a, IJitCredentialProvider issuerA, NpgsqlDataSourceBuilder b, IJitCredentialProvider issuerB, JitRuntime? runtime = null)
    {
        var databases = new CrossedDatabases();
        databases._a = await databases.CreateAsync(a, issuerA, () => databases._b, runtime);
        databases._b = await databases.CreateAsync(b, issuerB, () => databases._a, runtime);
        return databases;
    }

    public async Task RotateAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(A.RotateAsync(cancellationToken), B.RotateAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
    }

    private Task<JitDatabase> CreateAsync(NpgsqlDataSourceBuilder builder, IJitCredentialProvider issuer, Func<JitDatabase?> other, JitRuntime? runtime)
    {
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.Required };
        (options.Refresh.SettleTime, options.Refresh.DrainTime) = (TimeSpan.Zero, RotationServer.DrainTime);
        builder.UsePhysicalConnectionInitializer(
            _ =>
            {
                var before = Depth.Value;
                if (Next(other) is { } next)
                    next.OpenConnection().Dispose();
                Depth.Value = before;
            },
            async _ =>
            {
                if (Next(other) is { } next) // the level ends with this method
                    await (await next.OpenConnectionAsync(TestContext.Current.CancellationToken)).DisposeAsync();
            });
        return JitDatabase.CreateAsync(builder, issuer, options, runtime ?? new JitRuntime { TimeProvider = new UnhurriedTime() }, TestContext.Current.CancellationToken);
    }

    private NpgsqlDataSource? Next(Func<JitDatabase?> other)
    {
        if (Depth.Value >= DeepestLevel || other() is not { } database)
            return null;
        Depth.Value++;
        Interlocked.Increment(ref _nested);
        return database.DataSource;
    }
}
