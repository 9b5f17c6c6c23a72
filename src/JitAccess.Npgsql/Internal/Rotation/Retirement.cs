using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Takes a user out of service: lets opens settle and sessions drain, ends what stays, and only then gives up the lease.</summary>
internal sealed class Retirement(
    string database, JitCredentialEngine engine, SessionControl control, TimeSpan settle, TimeSpan drain, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetryPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QueryLimit = TimeSpan.FromSeconds(15);

    /// <summary>Runs to the end of the user's lease; never throws.</summary>
    /// <param name="user">The user.</param>
    /// <param name="hurry">Ends every wait: the host stops, and the lease is to be given up at once.</param>
    public async Task RunAsync(HeldUser user, CancellationToken hurry)
    {
        if (user.WasHanded)
            await LeaveAsync(user, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RevokeAsync(user, hurry).ConfigureAwait(false);
    }

    private async Task LeaveAsync(HeldUser user, CancellationToken hurry)
    {
        // An open that has sent the old name has no session yet that anybody could see.
        await Task.Delay(settle, timeProvider, hurry).ConfigureAwait(false);
        var began = timeProvider.GetTimestamp();
        for (var pause = FirstPause; await HasSessionsAsync(user, hurry).ConfigureAwait(false); pause = Shorter(pause * 2, LongestPause))
        {
            if (timeProvider.GetElapsedTime(began) + pause > drain)
            {
                await EndAsync(user, hurry).ConfigureAwait(false);
                return;
            }

            await Task.Delay(pause, timeProvider, hurry).ConfigureAwait(false);
        }
    }

    private async Task<bool> HasSessionsAsync(HeldUser user, CancellationToken hurry) =>
        (await AskAllAsync(control.ListAsync, user, hurry).ConfigureAwait(false)).Count > 0;

    private async Task EndAsync(HeldUser user, CancellationToken hurry)
    {
        var ended = await AskAllAsync(control.EndAsync, user, hurry).ConfigureAwait(false);
        if (ended.Count > 0)
            Log.SessionsEnded(logger, database, user.Name, drain, string.Join("; ", ended));
    }

    /// <summary>Asks every host; one that can't be asked has no say, for its sessions end with it.</summary>
    private async Task<List<UserSession>> AskAllAsync(
        Func<JitEndpoint, string, CancellationToken, Task<IReadOnlyList<UserSession>>> ask, HeldUser user, CancellationToken hurry)
    {
        var sessions = new List<UserSession>();
        foreach (var host in control.Hosts)
        {
            using var limit = new CancellationTokenSource(QueryLimit, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, hurry);
            try
            {
                sessions.AddRange(await ask(host, user.Name, either.Token).ConfigureAwait(false));
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException || (e is OperationCanceledException && !hurry.IsCancellationRequested))
            {
                Log.SessionsUnknown(logger, database, user.Name, host, e);
            }
        }

        return sessions;
    }

    private async Task RevokeAsync(HeldUser user, CancellationToken hurry)
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = Shorter(pause * 2, LongestRetryPause))
        {
            try
            {
                await engine.RevokeReplacedAsync(user.Snapshot, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (JitProviderException e) when (
                e.Kind == JitProviderErrorKind.Transient && !hurry.IsCancellationRequested && timeProvider.GetUtcNow() + pause < user.Snapshot.ExpiresAt)
            {
                await Task.Delay(pause, timeProvider, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // Whatever a provider throws, the lease ends by itself, and the process goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.RevokeFailed(logger, database, user.Snapshot.ExpiresAt, e);
                return;
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
