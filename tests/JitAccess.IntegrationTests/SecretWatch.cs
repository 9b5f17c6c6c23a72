using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace JitAccess.IntegrationTests;

/// <summary>Collects everything that a process lets out about itself: logs, activities, events, metrics, exceptions.</summary>
internal sealed class SecretWatch : IDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();
    private readonly Events _events;

    public SecretWatch()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Add("activity", $"{activity.DisplayName} {activity.StatusDescription} " + string.Join(' ',
                activity.TagObjects.Concat(activity.Events.SelectMany(static e => e.Tags)).Select(static t => $"{t.Key}={t.Value}"))),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<double>((i, _, tags, _) => Add("metric", i.Name + Text(tags)));
        _meters.SetMeasurementEventCallback<long>((i, _, tags, _) => Add("metric", i.Name + Text(tags)));
        _meters.SetMeasurementEventCallback<int>((i, _, tags, _) => Add("metric", i.Name + Text(tags)));
        _meters.Start();
        _events = new Events(this);
        AppDomain.CurrentDomain.FirstChanceException += OnException;
    }

    public int Count => _texts.Count;

    public void Add(string source, string text) => _texts.Enqueue($"[{source}] {text}");

    public ILoggerProvider LoggerProvider => new Logs(this);

    /// <summary>Asserts that nothing collected holds a secret, in any encoding it might travel in, or a piece of one.</summary>
    public void AssertHoldsNone(params string[] secrets)
    {
        _meters.RecordObservableInstruments();
        var all = _texts.ToArray();
        foreach (var needle in secrets.SelectMany(Needles).Distinct(StringComparer.Ordinal))
            foreach (var text in all)
                text.Contains(needle, StringComparison.Ordinal).ShouldBeFalse($"a piece of a secret is in: {text[..Math.Min(text.Length, 40)]}…");
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= OnException;
        _events.Dispose();
        _meters.Dispose();
        _activities.Dispose();
    }

    private static IEnumerable<string> Needles(string secret)
    {
        var json = JsonSerializer.Serialize(secret);
        yield return Uri.EscapeDataString(secret);
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        yield return json[1..^1];
        for (var i = 0; i + 16 <= secret.Length; i++)
            yield return secret.Substring(i, 16);
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var tag in tags)
            text.Append(' ').Append(tag.Key).Append('=').Append(tag.Value);
        return text.ToString();
    }

    private void OnException(object? sender, FirstChanceExceptionEventArgs e)
    {
        var text = new StringBuilder();
        for (var exception = e.Exception; exception is not null; exception = exception.InnerException)
            text.Append(exception.Message).Append(' ').AppendJoin(' ', exception.Data.Keys.Cast<object>().Select(k => $"{k}={exception.Data[k]}"));
        Add("exception", text.ToString());
    }

    private sealed class Events : EventListener
    {
        private readonly SecretWatch _watch;
        private readonly List<EventSource> _early = [];

        public Events(SecretWatch watch)
        {
            _watch = watch;
            lock (_early)
                foreach (var source in _early)
                    Enable(source);
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (_watch is not null)
                Enable(eventSource);
            else
                lock (_early ?? [])
                    _early?.Add(eventSource);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            _watch?.Add("event", $"{eventData.EventSource.Name}/{eventData.EventName} {string.Join(' ', eventData.Payload ?? (IEnumerable<object?>)[])}");

        private void Enable(EventSource source)
        {
            // The internal sources dump raw socket buffers; the authenticator, which runs in this process, receives tokens on one.
            if (source.Name is "Npgsql" or "System.Net.Security" or "System.Net.NameResolution" or "Microsoft-Extensions-Logging" or
                "Microsoft-Diagnostics-DiagnosticSource" or "System.Diagnostics.Metrics")
                EnableEvents(source, EventLevel.Verbose, EventKeywords.All);
        }
    }

    private sealed class Logs(SecretWatch watch) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            watch.Add("scope", state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            watch.Add("log", $"{eventId} {formatter(state, exception)} {exception}");
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
                watch.Add("log state", string.Join(' ', values.Select(static v => $"{v.Key}={v.Value}")));
        }

        public void Dispose()
        {
        }
    }
}
