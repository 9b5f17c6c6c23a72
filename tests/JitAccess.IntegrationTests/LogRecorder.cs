using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JitAccess.IntegrationTests;

/// <summary>Keeps what is logged, as it would be read.</summary>
internal sealed class LogRecorder : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _entries = new();

    /// <summary>Returns the texts with an event's id; the audit log's events have other ids.</summary>
    public IReadOnlyList<string> Texts(int eventId) => [.. _entries.Where(e => e.Id == eventId).Select(e => e.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((eventId.Id, formatter(state, exception)));

    public void Dispose()
    {
    }
}
