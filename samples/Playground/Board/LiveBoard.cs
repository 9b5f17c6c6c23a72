using System.Globalization;
using Playground.Issuers;
using Playground.Orders;

namespace Playground.Board;

/// <summary>Gathers what the service, the server, the issuer and the customers say, for the page.</summary>
internal sealed class LiveBoard(Issuer issuer, Tally tally, TimeProvider time)
{
    private const int Marks = 60;

    private readonly Dictionary<string, (Credential Current, CredentialHistory History)> _credentials = new(StringComparer.Ordinal);
    private readonly AgesAtUse _ages = new();
    private readonly OrderRate _rate = new();
    private readonly Queue<DateTimeOffset> _succeededAt = new();
    private readonly Queue<DateTimeOffset> _failedAt = new();
    private readonly Lock _gate = new();
    private IReadOnlyList<Session>? _sessions;
    private int _succeeded;
    private int _failed;

    /// <summary>Gets the event log.</summary>
    public Chronicle Chronicle { get; } = new(time);

    /// <summary>Takes what the service shows of its credentials.</summary>
    public void Observe(IEnumerable<Credential> credentials)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var credential in credentials)
            {
                var history = _credentials.TryGetValue(credential.Key, out var known) ? known.History : new CredentialHistory();
                history.Observe(credential, issuer.ChangesUserName, now);
                _credentials[credential.Key] = (credential, history);
            }

            _rate.Observe(now, tally.Orders);
        }
    }

    /// <summary>Takes the sessions that the server shows; <see langword="null"/> while it shows none because it does not answer.</summary>
    public void Observe(IReadOnlyList<Session>? sessions)
    {
        lock (_gate)
            _sessions = sessions;
    }

    /// <summary>Takes a line of the service's log.</summary>
    public void Observe(LogLine line)
    {
        lock (_gate)
        {
            Count(line);
            if (Narrator.Tell(line) is { } text)
                Chronicle.Add(line.LogLevel is "Warning" or "Error" or "Critical" ? Kinds.Warning : Kinds.Service, text, line.EventId);
        }
    }

    public BoardState Snapshot()
    {
        lock (_gate)
            return new BoardState(
                time.GetUtcNow(),
                [.. _credentials.Values.Select(static c => new CredentialState(c.Current, c.History.Generations))],
                new RefreshState(_succeeded, _failed, [.. _succeededAt], [.. _failedAt]),
                new AgeState(AgesAtUse.TargetSeconds, _ages.OldestSeconds, _ages.Buckets),
                _sessions is null ? null : SessionsByGeneration(_sessions),
                new TrafficState(_rate.PerSecond, tally.Orders, tally.Failed, tally.Repeated, tally.Refused),
                new IssuerState(issuer.Name, issuer.ChangesUserName, issuer.IsDown, issuer.Facts));
    }

    private void Count(LogLine line)
    {
        switch (line.EventId)
        {
            case ServiceEvents.LoginAccepted when double.TryParse(line["AgeSeconds"], CultureInfo.InvariantCulture, out var seconds):
                _ages.Add(seconds);
                break;
            case ServiceEvents.Refreshed:
                _succeeded++;
                Mark(_succeededAt);
                break;
            case ServiceEvents.RefreshFailed or ServiceEvents.RefreshStillFailing:
                _failed++;
                Mark(_failedAt);
                break;
            case ServiceEvents.UserNameChanged when long.TryParse(line["Generation"], CultureInfo.InvariantCulture, out var generation):
                foreach (var (_, history) in _credentials.Values)
                    history.Name(generation, line["UserName"]);
                break;
        }
    }

    private void Mark(Queue<DateTimeOffset> moments)
    {
        moments.Enqueue(time.GetUtcNow());
        if (moments.Count > Marks)
            moments.Dequeue();
    }

    private List<SessionCount> SessionsByGeneration(IReadOnlyList<Session> sessions) =>
        [.. sessions.GroupBy(s => (Generation: GenerationOf(s), s.UserName))
            .Select(static g => new SessionCount(g.Key.Generation, g.Key.UserName, g.Count()))
            .OrderBy(static s => s.Generation).ThenBy(static s => s.UserName, StringComparer.Ordinal)];

    /// <summary>By the user's name where each generation has its own, else by what was current when the session began.</summary>
    private long? GenerationOf(Session session) => _credentials.Values
        .SelectMany(static c => c.History.Generations)
        .LastOrDefault(g => issuer.ChangesUserName ? g.UserName == session.UserName : g.IssuedAt <= session.BeganAt)?.Number;
}
