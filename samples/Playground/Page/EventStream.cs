using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Playground.Board;

namespace Playground.Page;

/// <summary>The board as server-sent events: how things stand twice a second, and each happening once, wherever a connection took up again.</summary>
internal sealed class EventStream(LiveBoard board)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);

    public IResult Answer(HttpContext context)
    {
        // What a browser sends when it comes again; the first time it asks for all there are.
        _ = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var last);
        return TypedResults.ServerSentEvents(EventsAsync(last, context.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<PageEvent>> EventsAsync(long last, [EnumeratorCancellation] CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            foreach (var happening in board.Chronicle.After(last))
            {
                last = happening.Id;
                yield return new SseItem<PageEvent>(new PageEvent(null, happening), "happening")
                {
                    EventId = last.ToString(CultureInfo.InvariantCulture),
                    ReconnectionInterval = Reconnect,
                };
            }

            yield return new SseItem<PageEvent>(new PageEvent(board.Snapshot(), null), "state") { ReconnectionInterval = Reconnect };
        }
        while (await timer.WaitForNextTickAsync(end));
    }
}
