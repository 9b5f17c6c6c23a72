using JitAccess.Refresh;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    /// <summary>Calls the provider once, in a place of the issuer's.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="reason">What the request says.</param>
    /// <param name="discard">Takes an answer that comes after the flight has given up.</param>
    /// <param name="cancellationToken">The flight's.</param>
    private async Task<(T Answer, Moment Asked)> CallAsync<T>(
        Func<JitCredentialRequest, CancellationToken, ValueTask<T>> call, JitRefreshReason reason, Action<T>? discard,
        CancellationToken cancellationToken)
    {
        await _limits.Places.WaitAsync(cancellationToken).ConfigureAwait(false);
        var asked = Now();
        var request = _target with { RequestedAt = asked.UtcNow, Reason = reason };

        // On a thread of its own: a provider that blocks, or ignores its token, can't hold the flight. It holds its place until it ends.
        var task = Task.Run(
            async () =>
            {
                try
                {
                    return await call(request, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    _limits.Places.Release();
                }
            },
            CancellationToken.None);
        try
        {
            return (await task.WaitAsync(cancellationToken).ConfigureAwait(false), asked);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = AbandonAsync(task, discard);
            throw;
        }
    }

    private static async Task AbandonAsync<T>(Task<T> task, Action<T>? discard)
    {
        try
        {
            var late = await task.ConfigureAwait(false);
            discard?.Invoke(late);
        }
#pragma warning disable CA1031 // Nobody waits for it any more; all that is left to do is to observe it.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
