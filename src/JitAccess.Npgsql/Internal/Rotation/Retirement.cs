using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Takes a user out of service: lets opens settle and sessions drain, ends what stays, and only then gives up the lease.</summary>
internal sealed class Retirement(
    string database, JitCredentialEngine engine, SessionControl control, TimeSpan settle, TimeSpan drain, TimeProvider timeProvider, ILogger logger)
{
    private const int MostHurriedRetries = 3;

    private static readonly TimeSpan HurriedPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetryPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QueryLimit = TimeSpan.FromSeconds(15);

    /// <summary>Runs to the end of the user's lease; never throws.</summary>
    /// <param name="user">The user.</param>
    /// <param name="wasSent">Whether opens may have sent its name.</param>
    /// <param name="clear">Closes idle sessions once more: an open that sent the old name before the first time may have come in after it.</param>
    /// <param name="hurry">Ends every wait: the host stops, and the lease is to be given up at once.</param>
    public async Task RunAsync(HeldUser user, bool wasSent, Action clear, CancellationToken hurry)
    {
        if (wasSent)
            await LeaveAsync(user, clear, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RevokeAsync(user, hurry).ConfigureAwait(false);
    }

    private async Task LeaveAsync(HeldUser user, Action clear, CancellationToken hurry)
    {
        // An open that has sent the old name has no session yet that anybody could see.
        await Task.Delay(settle, timeProvider, hurry).ConfigureAwait(false);
        if (!user.WasHanded)
            return;
        clear();
        var began = timeProvider.GetTimestamp();
        for (var pause = FirstPause; await MayHaveSessionsAsync(user, hurry).ConfigureAwait(false); pause = Shorter(pause * 2, LongestPause))
        {
            if (timeProvider.GetElapsedTime(began) + pause > drain)
            {
                await EndAsync(user, hurry).ConfigureAwait(false);
                return;
            }

            await Task.Delay(pause, timeProvider, hurry).ConfigureAwait(false);
        }
    }

    /// <summary>Asks every host; one that can't say counts as one that has.</summary>
    private async Task<bool> MayHaveSessionsAsync(HeldUser user, CancellationToken hurry)
    {
        foreach (var host in control.Hosts)
            if (await AskAsync(control.ListAsync, host, user, hurry).ConfigureAwait(false) is not { Count: 0 })
                return true;
        return false;
    }

    private async Task EndAsync(HeldUser user, CancellationToken hurry)
    {
        if (user.Snapshot.Credential.Lease is null)
            return; // an agent's cache gave it, and who shares it nobody knows
        foreach (var host in control.Hosts)
            if (await AskAsync(control.EndAsync, host, user, hurry).ConfigureAwait(false) is { Count: > 0 } ended)
                Log.SessionsEnded(logger, database, user.Name, drain, string.Join("; ", ended));
    }

    /// <summary>Asks a host about a user's sessions; <see langword="null"/> where it can't say.</summary>
    private async Task<IReadOnlyList<UserSession>?> AskAsync(
        Func<JitEndpoint, string, CancellationToken, Task<IReadOnlyList<UserSession>>> ask, JitEndpoint host, HeldUser user, CancellationToken hurry)
    {
        using var limit = new CancellationTokenSource(QueryLimit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, hurry);
        try
        {
            return await ask(host, user.Name, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!hurry.IsCancellationRequested)
        {
            Log.SessionsUnknown(logger, database, user.Name, host, e);

            // A user that is refused is gone, and a host that takes no connections has none.
            var hasNone = e is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification }
                or NpgsqlException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };
            return hasNone ? [] : null;
        }
    }

    private async Task RevokeAsync(HeldUser user, CancellationToken hurry)
    {
        var hurried = 0;
        for (var pause = FirstPause; ; pause = Shorter(pause * 2, LongestRetryPause))
        {
            try
            {
                await engine.RevokeReplacedAsync(user.Snapshot, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (JitProviderException e) when (
                e.Kind == JitProviderErrorKind.Transient && !engine.HasEnded(user.Snapshot) && hurried < MostHurriedRetries)
            {
                // Databases refuse to drop several users at the same instant, which is what a host that stops asks for.
                if (hurry.IsCancellationRequested)
                    await Task.Delay(HurriedPause * ++hurried, timeProvider, CancellationToken.None).ConfigureAwait(false);
                else
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
