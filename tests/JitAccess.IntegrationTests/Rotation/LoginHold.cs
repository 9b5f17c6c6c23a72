namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Keeps so many logins of a user waiting, between the name that they sent and the request for its password.</summary>
internal sealed class LoginHold(string user, int logins)
{
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Gets a task that ends when all of them wait.</summary>
    public Task Full => _full.Task;

    public void Release() => _released.TrySetResult();

    /// <summary>Waits, if this is one of them.</summary>
    public Task PassAsync(string name, CancellationToken cancellationToken)
    {
        if (name != user || Interlocked.Increment(ref _waiting) is var number && number > logins)
            return Task.CompletedTask;
        if (number == logins)
            _full.TrySetResult();
        return _released.Task.WaitAsync(cancellationToken);
    }
}
