using Microsoft.Extensions.Logging;

namespace JitAccess.Tests.Refresh;

/// <summary>Lets a test act, or throw, at the moment when something is logged.</summary>
internal sealed class CallbackLoggerProvider(Action<string?> onEvent) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        onEvent(eventId.Name);

    public void Dispose()
    {
    }
}
