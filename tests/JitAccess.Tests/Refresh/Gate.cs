namespace JitAccess.Tests.Refresh;

/// <summary>Stops whoever passes, tells that somebody is there, and lets everybody go when opened.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Entered => _entered.Task.WaitAsync(TestContext.Current.CancellationToken);

    public Task PassAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        return _opened.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Passes without looking at the token: a provider that can't be cancelled.</summary>
    public Task PassStubbornlyAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        return _opened.Task;
    }

    public void Open() => _opened.TrySetResult();

    public void Break(Exception exception) => _opened.TrySetException(exception);
}
