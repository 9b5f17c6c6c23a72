namespace JitAccess;

/// <summary>A provider that a database may use; configuration chooses among several by name.</summary>
public sealed class JitProviderCandidate
{
    internal JitProviderCandidate(string name, Func<IServiceProvider, IJitCredentialProvider> factory)
    {
        Name = name;
        Factory = factory;
    }

    /// <summary>Gets the name that <see cref="JitDatabaseOptions.Provider"/> chooses by; compared without regard to case.</summary>
    public string Name { get; }

    /// <summary>Gets what creates the provider, called once and only for the candidate that is used.</summary>
    public Func<IServiceProvider, IJitCredentialProvider> Factory { get; }
}
