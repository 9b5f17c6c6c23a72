using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Playground.Board;
using Playground.Issuers;

namespace Playground.Orders;

/// <summary>Looks at the service's credential again and again, prints a line whenever it has changed, and has it changed where that is wished.</summary>
internal sealed class Watch(OrdersApiProcess service, Issuer issuer, TimeSpan rotateEvery, Tally tally, LiveBoard board)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Credential? _last;

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        var nextRotation = rotateEvery;
        while (!end.IsCancellationRequested)
        {
            if (service.HasExited)
            {
                await Task.Delay(Pause, end); // Ctrl-C reaches it too, and may reach it first
                throw new PlaygroundException("OrdersApi has ended by itself.");
            }

            var began = tally.Begin();
            try
            {
                if (rotateEvery > TimeSpan.Zero && _clock.Elapsed >= nextRotation)
                {
                    nextRotation = _clock.Elapsed + rotateEvery;
                    await service.RotateAsync(end);
                }

                var credentials = await service.Client.GetFromJsonAsync<Credential[]>(new Uri("credentials", UriKind.Relative), end);
                board.Observe(credentials!);
                Show(credentials![0]);
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException && !end.IsCancellationRequested)
            {
                if (!tally.Outages.Explain(began)) // without an issuer there is no rotation
                    await tally.FailAsync("a look at the credential", e, began);
            }

            await Task.Delay(Pause, end);
        }
    }

    private void Show(Credential credential)
    {
        // The next generation is there a moment before its user's name is sent.
        if (issuer.ChangesUserName ? credential.UserName == _last?.UserName : credential.Generation == _last?.Generation)
            return;
        _last = credential;
        tally.Note(credential);
        Console.WriteLine(
            $"{_clock.Elapsed:mm\\:ss} generation {credential.Generation}: user {credential.UserName}, age {credential.AgeSeconds:0.0} s, good for " +
            $"{credential.SecondsToExpiry:0.0} s; {tally.Orders} orders, {tally.Failed} failed; {issuer.Facts}");
    }
}
