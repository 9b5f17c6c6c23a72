using Amazon.Runtime.Internal;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>Sets variables of the process for a test and puts them back; the SDK forgets what it read before.</summary>
internal sealed class ProcessSettings : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        FallbackInternalConfigurationFactory.Reset();
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
            Environment.SetEnvironmentVariable(name, value);
        FallbackInternalConfigurationFactory.Reset();
    }
}
