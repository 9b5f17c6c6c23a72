using Amazon.Runtime;

namespace JitAccess.Aws.Tests.Credentials;

/// <summary>Counts calls and answers when told to.</summary>
internal sealed class GatedCredentials : AWSCredentials
{
    private TaskCompletionSource<ImmutableCredentials> _answer = New();
    private TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Gets a task that ends when somebody has asked.</summary>
    public Task Called => _called.Task;

    public void Answer(string accessKey = "akid", string? token = null) => _answer.SetResult(new ImmutableCredentials(accessKey, "secret", token));

    public void Fail(Exception exception) => _answer.SetException(exception);

    public void Rearm()
    {
        _answer = New();
        _called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public override ImmutableCredentials GetCredentials() => throw new NotSupportedException("The provider never blocks.");

    public override Task<ImmutableCredentials> GetCredentialsAsync()
    {
        Interlocked.Increment(ref _calls);
        _called.TrySetResult();
        return _answer.Task;
    }

    private static TaskCompletionSource<ImmutableCredentials> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
