using Amazon.Runtime;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Load;

/// <summary>AWS credentials that end: each call makes a new key, which server and signer know the end of. For a while they can be made to fail.</summary>
internal sealed class SoakCredentials(RdsIamTokenVerifier verifier, TimeSpan life, TimeProvider time) : AWSCredentials
{
    private readonly Lock _gate = new();
    private TimeSpan? _armed;
    private DateTimeOffset _failsUntil;
    private int _active;
    private int _answers;
    private int _failures;

    public int Active => Volatile.Read(ref _active);

    public int Answers => Volatile.Read(ref _answers);

    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Fails for a time that begins with the next call, so that no outage passes unnoticed between two calls.</summary>
    public void FailFromTheNextCall(TimeSpan duration)
    {
        lock (_gate)
            _armed = duration;
    }

    public override ImmutableCredentials GetCredentials() => throw new NotSupportedException("The asynchronous way is the one to take.");

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        Interlocked.Increment(ref _active);
        try
        {
            await Task.Yield();
            if (IsFailing())
            {
                Interlocked.Increment(ref _failures);
                throw new HttpRequestException("The issuer is out of order.");
            }

            Interlocked.Increment(ref _answers);
            var key = RdsIamKey.Generate(withSessionToken: true);
            var end = time.GetUtcNow() + life;
            verifier.Add(key, end);
            Expiration = end.UtcDateTime;
            return new ImmutableCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken());
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    private bool IsFailing()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_armed is { } duration)
            {
                _failsUntil = now + duration;
                _armed = null;
            }

            return now < _failsUntil;
        }
    }
}
