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

    private readonly ConnectionLogger _connections = new(chosen.CreateLogger(Category), announcements);

    /// <summary>Makes the data sources of a builder announce their opens.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="announcements">Says whether they do.</param>
    /// <param name="otherwise">Where Npgsql logs if what the application chose can't be found out.</param>
    public static void Hear(NpgsqlDataSourceBuilder builder, Announcements announcements, ILoggerFactory otherwise) =>
        builder.UseLoggerFactory(new AnnouncedOpens(ChosenFor(builder, otherwise) ?? NullLoggerFactory.Instance, announcements));

    public ILogger CreateLogger(string categoryName) => categoryName == Category ? _connections : chosen.CreateLogger(categoryName);

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

    /// <summary>Remembers what the application's logger takes, for a second.</summary>
    /// <remarks>Npgsql asks four times in an open and a close, and each question that was passed on would cost them a hundredth of their time.</remarks>
    private sealed class ConnectionLogger : ILogger
    {
        private readonly ILogger _inner;
        private readonly Announcements _announcements;
        private volatile int _taken; // a bit for each level

        public ConnectionLogger(ILogger inner, Announcements announcements)
        {
            (_inner, _announcements) = (inner, announcements);
            Ask();
            announcements.Ticked += Ask;
        }

        // The announcement is on this level, and Npgsql asks before it makes it.
        public bool IsEnabled(LogLevel logLevel) => IsTaken(logLevel) || (logLevel == LogLevel.Trace && _announcements.AreMade);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _inner.BeginScope(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsTaken(logLevel))
                _inner.Log(logLevel, eventId, state, exception, formatter);
            if (eventId.Id == OpeningPhysicalConnection)
                RotationEpoch.BeginRead(); // last: what a logger does meanwhile keeps no name from changing
        }

        private bool IsTaken(LogLevel logLevel) => ((_taken >> (int)logLevel) & 1) != 0;

        private void Ask()
        {
            try
            {
                var taken = 0;
                for (var level = LogLevel.Trace; level < LogLevel.None; level++)
                    taken |= _inner.IsEnabled(level) ? 1 << (int)level : 0;
                _taken = taken;
            }
#pragma warning disable CA1031 // Nobody is there to catch it: a logger that fails must not take the process along.
            catch (Exception)
#pragma warning restore CA1031
            {
                // as it was
            }
        }
    }
}
