using JitAccess.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Collects what one database may use: provider candidates, options and hooks of the driver's package.</summary>
public sealed class JitDatabaseBuilder
{
    private readonly List<JitProviderCandidate> _candidates = [];

    /// <summary>Initializes a builder; called by the driver's package.</summary>
    /// <param name="services">Where the database is registered.</param>
    /// <param name="name">The database's name: that of its connection string and of its section.</param>
    public JitDatabaseBuilder(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Services = services;
        Name = name;
    }

    /// <summary>Gets where the database is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Gets the database's name.</summary>
    public string Name { get; }

    /// <summary>Gets the providers that the database may use, in the order of their registration.</summary>
    public IReadOnlyList<JitProviderCandidate> Candidates => _candidates;

    /// <summary>Adds a provider that the database may use.</summary>
    /// <param name="candidateName">The name that configuration chooses by, and the candidate's own section.</param>
    /// <param name="factory">Creates the provider when, and only if, it is chosen.</param>
    /// <param name="isByNameOnly">Whether it is used only where <see cref="JitDatabaseOptions.Provider"/> names it.</param>
    /// <exception cref="JitConfigurationException">The name is taken.</exception>
    public JitDatabaseBuilder AddCandidate(
        string candidateName, Func<IServiceProvider, IJitCredentialProvider> factory, bool isByNameOnly = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(candidateName);
        ArgumentNullException.ThrowIfNull(factory);
        if (_candidates.Exists(c => string.Equals(c.Name, candidateName, StringComparison.OrdinalIgnoreCase)))
            throw new JitConfigurationException(
                $"Database '{Name}' has two provider candidates named '{candidateName}'; register each once.");

        _candidates.Add(new JitProviderCandidate(candidateName, factory, isByNameOnly));
        return this;
    }

    /// <summary>Adds a provider of the application's own, taken from the services.</summary>
    /// <typeparam name="TProvider">The provider's type, which must be registered; its name is the candidate's name.</typeparam>
    public JitDatabaseBuilder UseProvider<TProvider>()
        where TProvider : class, IJitCredentialProvider =>
        AddCandidate(typeof(TProvider).Name, services => services.GetService<TProvider>() ?? throw new JitConfigurationException(
            $"Database '{Name}' uses the provider {typeof(TProvider).Name}, which is not registered as a service. Add " +
            $"services.AddSingleton<{typeof(TProvider).Name}>()."));

    /// <summary>Adds a provider of the application's own.</summary>
    /// <param name="provider">The provider; whoever created it disposes it.</param>
    public JitDatabaseBuilder UseProvider(IJitCredentialProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return AddCandidate(provider.GetType().Name, _ => provider);
    }

    /// <summary>Sets options in code, after configuration has been read.</summary>
    /// <param name="configure">Changes the options.</param>
    public JitDatabaseBuilder Configure(Action<JitDatabaseOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>Registers the options of a candidate, bound lazily to <c>JitAccess:Databases:{name}:{candidate}</c>.</summary>
    /// <typeparam name="TOptions">The candidate's options.</typeparam>
    /// <param name="candidateName">The candidate.</param>
    /// <param name="bind">Binds a section; a lambda in the candidate's package, so that the binder can be generated there.</param>
    /// <param name="configure">Sets options in code, after <paramref name="bind"/>.</param>
    /// <returns>The options' name, for <see cref="IOptionsMonitor{TOptions}.Get"/>.</returns>
    public string AddCandidateOptions<TOptions>(
        string candidateName, Action<IConfiguration, TOptions> bind, Action<TOptions>? configure)
        where TOptions : class
    {
        var optionsName = $"{Name}:{candidateName}";
        var section = $"{JitDatabaseOptions.SectionName}:{optionsName}";
        Services.AddOptions();
        Services.AddSingleton<IConfigureOptions<TOptions>>(services =>
            new ConfigureNamedOptions<TOptions>(optionsName, options =>
            {
                if (services.GetService<IConfiguration>() is { } configuration)
                    ConfigurationReading.Run(() => bind(configuration.GetSection(section), options));
                configure?.Invoke(options);
            }));
        return optionsName;
    }
}
