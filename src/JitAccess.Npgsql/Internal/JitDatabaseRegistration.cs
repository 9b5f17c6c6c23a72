using Npgsql;

namespace JitAccess.Internal;

/// <summary>One call of AddJitDatabase: what the container needs to build the database when it is first asked for.</summary>
internal sealed class JitDatabaseRegistration(JitDatabaseBuilder builder, bool isKeyedOnly)
{
    private readonly List<Action<IServiceProvider, NpgsqlDataSourceBuilder>> _configure = [];

    public JitDatabaseBuilder Builder { get; } = builder;

    public string Name => Builder.Name;

    public bool IsKeyedOnly { get; } = isKeyedOnly;

    public void AddHook(Action<IServiceProvider, NpgsqlDataSourceBuilder> configure) => _configure.Add(configure);

    public void RunHooks(IServiceProvider services, NpgsqlDataSourceBuilder dataSource)
    {
        foreach (var configure in _configure)
            configure(services, dataSource);
    }
}
