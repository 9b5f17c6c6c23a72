using Microsoft.Extensions.Logging;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>A factory of one provider, at every level.</summary>
internal sealed class SingleLoggerFactory(ILoggerProvider provider) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => provider.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() => provider.Dispose();
}
