using JitAccess.Internal;
using Npgsql;

namespace JitAccess;

/// <summary>Gives credentials to a data source that the application builds and owns itself.</summary>
/// <remarks>
/// <see cref="JitDatabase.CreateAsync"/> does the same and owns both; this is for code that must call <c>Build</c> itself. Dispose the data
/// source first, then this.
/// </remarks>
public sealed class JitCredentialSource : IAsyncDisposable
{
    private readonly IJitCredentialProvider _provider;
    private readonly JitDatabaseOptions _options;
    private readonly JitRuntime _runtime;
    private readonly Lock _gate = new();
    private DatabaseCredentials? _credentials;
    private bool _disposed;

    /// <summary>Initializes a source; it asks for nothing until a data source needs a credential.</summary>
    /// <param name="provider">What mints, for a fixed user name; whoever created it disposes it.</param>
    /// <param name="options">The settings, of which <see cref="JitDatabaseOptions.Prefetch"/> has no meaning here; <see langword="null"/> for the defaults.</param>
    /// <param name="runtime">Clock, chance, logs and meters; <see langword="null"/> for the defaults.</param>
    /// <exception cref="JitConfigurationException">The provider changes the user name with each credential.</exception>
    public JitCredentialSource(IJitCredentialProvider provider, JitDatabaseOptions? options = null, JitRuntime? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        if (provider.RotatesUserName)
            throw new JitConfigurationException(
                $"Provider '{provider.Identity.ProviderName}' changes the user name with each credential, which a data source built elsewhere can't " +
                $"follow. Use {nameof(JitDatabase)}.{nameof(JitDatabase.CreateAsync)}.");
        _provider = provider;
        _options = options ?? new JitDatabaseOptions();
        _runtime = runtime ?? new JitRuntime();
    }

    /// <summary>Returns the state of each credential; empty until a data source has been connected.</summary>
    public IReadOnlyList<JitEngineStatus> GetStatus()
    {
        lock (_gate)
            return _credentials?.GetStatus() ?? [];
    }

    /// <summary>Stops the refresh and revokes leases; connections can't be opened any more, and open ones stay open.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            return _credentials?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }

    internal void Connect(NpgsqlDataSourceBuilder builder)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_credentials is not null)
                throw new InvalidOperationException("A JitCredentialSource serves one data source; create another for another builder.");
            _credentials = CredentialWiring.Apply(builder, _provider, _options, _runtime);
        }
    }
}
