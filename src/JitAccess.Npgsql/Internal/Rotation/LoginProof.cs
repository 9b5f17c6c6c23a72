using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Logs in as a new user before its name is used: a replica may learn of it seconds later, and an open that came first would fail.</summary>
internal sealed class LoginProof(SessionControl control, TimeProvider timeProvider)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Tries until every host that answers accepts the login, or the time is up.</summary>
    /// <returns><see langword="false"/> if a host still refuses, or none answers.</returns>
    public async Task<bool> RunAsync(string userName, TimeSpan limit, CancellationToken hurry)
    {
        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, hurry);
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                var answers = await Task.WhenAll(control.Hosts.Select(host => AskAsync(host, userName, either.Token))).ConfigureAwait(false);
                if (Array.TrueForAll(answers, static accepted => accepted != false) && Array.Exists(answers, static accepted => accepted == true))
                    return true;
                await Task.Delay(pause, timeProvider, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>True for a login, false for a refusal, nothing where the host did not get that far.</summary>
    private async Task<bool?> AskAsync(JitEndpoint host, string userName, CancellationToken cancellationToken)
    {
        try
        {
            await control.LogInAsync(host, userName, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return false;
        }
        catch (NpgsqlException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
