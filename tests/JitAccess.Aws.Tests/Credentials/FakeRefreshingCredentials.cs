using Amazon.Runtime;
using Amazon.Util.Internal;

namespace JitAccess.Aws.Tests.Credentials;

/// <summary>The SDK's own refresh logic on a fake clock, around an issuer that counts.</summary>
internal sealed class FakeRefreshingCredentials : RefreshingAWSCredentials
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _life;
    private bool _refreshDuringNextExpiryRead;

    public FakeRefreshingCredentials(TimeProvider clock, TimeSpan life)
        : base(new SdkClock(clock))
    {
        _clock = clock;
        _life = life;
    }

    public int Issued { get; private set; }

    public override DateTime? Expiration
    {
        get
        {
            if (_refreshDuringNextExpiryRead)
            {
                _refreshDuringNextExpiryRead = false;
                currentState = Issue();
            }

            return base.Expiration;
        }
    }

    public void RefreshDuringNextExpiryRead() => _refreshDuringNextExpiryRead = true;

    protected override Task<CredentialsRefreshState> GenerateNewCredentialsAsync() => Task.FromResult(Issue());

    private CredentialsRefreshState Issue()
    {
        Issued++;
        var expiration = _life == TimeSpan.MaxValue
            ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)
            : _clock.GetUtcNow().UtcDateTime + _life;
        return new CredentialsRefreshState(new ImmutableCredentials($"key{Issued}", "secret", "token"), expiration, new SdkClock(_clock));
    }

    private sealed class SdkClock(TimeProvider clock) : ITimeProvider
    {
        public DateTime CorrectedUtcNow => clock.GetUtcNow().UtcDateTime;
    }
}
