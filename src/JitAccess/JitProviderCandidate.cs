namespace JitAccess;

/// <summary>A provider that a database may use; configuration chooses among several by name.</summary>
public sealed class JitProviderCandidate
{
    internal JitProviderCandidate(string name, Func<IServiceProvider, IJitCredentialProvider> factory, bool isByNameOnly)
    {
        Name = name;
        Factory = factory;
        IsByNameOnly = isByNameOnly;
    }

    /// <summary>Gets the name that <see cref="JitDatabaseOptions.Provider"/> chooses by; compared without regard to case.</summary>
    public string Name { get; }

    /// <summary>Gets a value indicating whether it is used only where <see cref="JitDatabaseOptions.Provider"/> names it, even if there is no other.</summary>
    public bool IsByNameOnly { get; }

    /// <summary>Gets what creates the provider, called once and only for the candidate that is used.</summary>
    public Func<IServiceProvider, IJitCredentialProvider> Factory { get; }
}
