using System.Diagnostics;

namespace JitAccess.Refresh;

/// <summary>One refresh in progress. It belongs to no caller: callers only wait for it.</summary>
internal sealed class RefreshFlight(JitRefreshReason reason, ActivityContext starter)
{
    // Readers must not resume on the flight's thread, between its publishing and its end.
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JitRefreshReason Reason { get; } = reason;

    /// <summary>Gets the context of whoever started it, to link to: the flight is nobody's child.</summary>
    public ActivityContext Starter { get; } = starter;

    /// <summary>Gets what failed, once <see cref="Completion"/> is done; <see langword="null"/> after success.</summary>
    public RefreshFailure? Failure { get; private set; }

    /// <summary>Gets a task that ends with the flight and never fails, so that no failure can go unobserved.</summary>
    public Task Completion => _completion.Task;

    public void Complete(RefreshFailure? failure)
    {
        Failure = failure;
        _completion.TrySetResult();
    }
}
