using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Hears from Npgsql's log that an open is about to read its user name; the CONNECT activity is heard of only after that.</summary>
/// <remarks>Everything is passed on to the logger that the application chose, as far as that one is enabled.</remarks>
internal sealed class AnnouncedOpens(ILoggerFactory chosen, Announcements announcements) : ILoggerFactory
{
    private const string Category = "Npgsql.Connection";
    private const int OpeningPhysicalConnection = 1110;

    /// <summary>Makes the data sources of a builder announce their opens.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="announcements">Says whether they do.</param>
    /// <param name="otherwise">Where Npgsql logs if what the application chose can't be found out.</param>
    public static void Hear(NpgsqlDataSourceBuilder builder, Announcements announcements, ILoggerFactory otherwise) =>
        builder.UseLoggerFactory(new AnnouncedOpens(ChosenFor(builder, otherwise) ?? NullLoggerFactory.Instance, announcements));

    public ILogger CreateLogger(string categoryName) =>
        chosen.CreateLogger(categoryName) is var logger && categoryName == Category ? new ConnectionLogger(logger, announcements) : logger;

    public void AddProvider(ILoggerProvider provider) => chosen.AddProvider(provider);

    public void Dispose()
    {
        // The factory is the application's.
    }

    /// <summary>A builder can be told a logger factory and does not tell it.</summary>
    private static ILoggerFactory? ChosenFor(NpgsqlDataSourceBuilder builder, ILoggerFactory otherwise)
    {
        try
        {
            return LoggerFactoryOf(InnerOf(builder));
        }
        catch (MissingFieldException)
        {
            return otherwise; // another version of Npgsql
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_internalBuilder")]
    private static extern ref NpgsqlSlimDataSourceBuilder InnerOf(NpgsqlDataSourceBuilder builder);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_loggerFactory")]
    private static extern ref ILoggerFactory? LoggerFactoryOf(NpgsqlSlimDataSourceBuilder builder);

    private sealed class ConnectionLogger(ILogger inner, Announcements announcements) : ILogger
    {
        // Npgsql asks about Trace and Debug twice in an open and a close, and each question that is passed on costs them a hundredth of their time:
        // whoever wants no Debug is not asked about Trace.
        private bool _wantsDebug = true;

        // The announcement is on this level, and Npgsql asks before it makes it.
        public bool IsEnabled(LogLevel logLevel) => (logLevel == LogLevel.Trace && announcements.AreMade) || IsWanted(logLevel);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsWanted(logLevel))
                inner.Log(logLevel, eventId, state, exception, formatter);
            if (eventId.Id == OpeningPhysicalConnection)
                RotationEpoch.BeginRead(); // last: what a logger does meanwhile keeps no name from changing
        }

        private bool IsWanted(LogLevel logLevel)
        {
            if (logLevel == LogLevel.Trace)
                return _wantsDebug && inner.IsEnabled(LogLevel.Trace);
            var isWanted = inner.IsEnabled(logLevel);
            if (logLevel == LogLevel.Debug && isWanted != _wantsDebug)
                _wantsDebug = isWanted;
            return isWanted;
        }
    }
}
