using System.Globalization;

namespace JitAccess.Aws.SignIn;

/// <summary>Asks a person to sign in: one prompt at a time, which no connection waits for to its end.</summary>
internal sealed class SignInPrompt(SsoService service, ISignInFlow flow, TimeSpan timeout) : IAsyncDisposable
{
    // Connections that wait give up sooner than a person signs in; they are told what to wait for.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(8);

    // Whoever closed the page does not want to see it again at once.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    // Where Identity Center failed and not the person, nobody has said no.
    private static readonly TimeSpan PauseAfterOutage = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task<SsoToken>? _current;
    private DateTimeOffset _endedAt;

    /// <summary>Begins to ask, or joins who is asking.</summary>
    /// <param name="keep">Keeps the sign-in, whoever still waits for it.</param>
    /// <param name="cancellationToken">Ends the wait; the person can go on.</param>
    /// <exception cref="JitProviderException">Nobody can be asked, or has not answered yet.</exception>
    public async Task<SsoToken> AskAsync(Action<SsoToken> keep, CancellationToken cancellationToken)
    {
        if (flow.Obstacle is { } obstacle)
            throw new JitProviderException(
                JitProviderErrorKind.Denied,
                $"Nobody is signed in to IAM Identity Center at {service.Settings.StartUrl}, and {obstacle}. Run '{service.Settings.SignInCommand}'.");
        Task<SsoToken> current;
        lock (_gate)
        {
            if (_current is null or { IsCompletedSuccessfully: true } || (_current.IsCompleted && service.Time.GetUtcNow() - _endedAt >= PauseAfter(_current.Exception?.InnerException)))
                _current = Task.Run(() => RunAsync(keep), CancellationToken.None);
            current = _current;
        }

        try
        {
            return await current.WaitAsync(Wait, service.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!current.IsCompleted)
        {
            throw new JitProviderException(
                JitProviderErrorKind.Transient,
                $"A person has yet to sign in to IAM Identity Center at {service.Settings.StartUrl}: {flow.Instruction}. Connections open when that is done.",
                innerException: null, Wait);
        }
        catch (JitProviderException e)
        {
            var pause = PauseAfter(e);
            throw new JitProviderException(
                e.Kind,
                string.Create(CultureInfo.InvariantCulture, $"{e.Message} Nobody is asked again before {_endedAt + pause:O}; run '{service.Settings.SignInCommand}' to sign in earlier."),
                e, pause);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        if (_current is { } current)
            await current.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        _disposing.Dispose();
    }

    private static TimeSpan PauseAfter(Exception? failure) =>
        failure is JitProviderException { Kind: JitProviderErrorKind.Transient } ? PauseAfterOutage : Pause;

    private async Task<SsoToken> RunAsync(Action<SsoToken> keep)
    {
        using var limit = new CancellationTokenSource(timeout, service.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _disposing.Token);
        try
        {
            var token = await flow.SignInAsync(end.Token).ConfigureAwait(false);
            keep(token);
            return token;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw Failed(string.Create(CultureInfo.InvariantCulture, $"nobody did within {timeout:c}"), e);
        }
        catch (OAuthPendingException e)
        {
            throw Failed("it was not confirmed in time", e);
        }
        finally
        {
            _endedAt = service.Time.GetUtcNow();
        }
    }

    private JitProviderException Failed(string why, Exception cause) => new(
        JitProviderErrorKind.Denied, $"The sign-in to IAM Identity Center at {service.Settings.StartUrl} did not succeed: {why}.", cause);
}
