using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using JitAccess.Testing;

namespace Playground;

/// <summary>Uses the service as a client would, and prints a line whenever its credential has changed.</summary>
internal sealed class Watch(OrdersApiProcess service, Database database)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _generation;
    private int _rotations;
    private int _served;
    private int _failed;

    /// <summary>Watches until the time is up or it is cancelled; true where every request was served and the credential changed twice.</summary>
    public async Task<bool> RunAsync(TimeSpan? duration, CancellationToken cancellationToken)
    {
        while (duration is null || _clock.Elapsed < duration)
        {
            if (service.HasExited)
                throw new PlaygroundException("OrdersApi has ended by itself.");
            await UseAsync(cancellationToken);
            await Task.Delay(Pause, cancellationToken);
        }

        Console.WriteLine($"{_served} requests served, {_failed} failed, {_rotations} rotations; stopping");
        return _failed == 0 && _rotations >= 2;
    }

    private async Task UseAsync(CancellationToken cancellationToken)
    {
        using var answer = await service.Client.GetAsync(new Uri("orders", UriKind.Relative), cancellationToken);
        var rows = answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetArrayLength() : 0;
        if (rows > 0)
            _served++;
        else
            _failed++;

        var credential = (await service.Client.GetFromJsonAsync<JsonElement>(new Uri("credentials", UriKind.Relative), cancellationToken))[0];
        var generation = credential.GetProperty("generation").GetInt64();
        if (generation == _generation)
            return;
        if (_generation != 0)
            _rotations++;
        _generation = generation;
        Console.WriteLine(
            $"{_clock.Elapsed:mm\\:ss} credential {generation}, good for {credential.GetProperty("secondsToExpiry").GetDouble():0.0} s; {_served} requests served, " +
            $"{_failed} failed; {database.Authenticator.Count(RdsIamVerdict.Valid)} logins verified, {database.Authenticator.Count(RdsIamVerdict.Expired)} with " +
            "expired tokens");
    }
}
