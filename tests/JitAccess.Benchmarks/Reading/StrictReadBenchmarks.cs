using BenchmarkDotNet.Attributes;
using JitAccess.Aws;
using JitAccess.Benchmarks.Signing;

namespace JitAccess.Benchmarks.Reading;

/// <summary>The read of a fresh credential. Not sealed: BenchmarkDotNet derives from it.</summary>
public class StrictReadBenchmarks
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = TimeProvider.System;
    private JitCredentialEngine _engine = null!;
    private JitCredentialSnapshot? _snapshot;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var provider = new RdsIamCredentialProvider(LongLivedKey.Options(LongLivedKey.Credentials(LongLivedKey.Generate())));
        _engine = new JitCredentialEngine(
            provider,
            new JitCredentialRequest
            {
                DatabaseName = "orders",
                Endpoint = new JitEndpoint(SignerBenchmarks.Host, SignerBenchmarks.Port),
                UserName = SignerBenchmarks.UserName,
            });
        _snapshot = await _engine.GetCredentialAsync();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _engine.DisposeAsync();

    /// <summary>The least that can tell an expired credential from a valid one.</summary>
    [Benchmark(Baseline = true)]
    public JitCredentialSnapshot? Bare() =>
        Volatile.Read(ref _snapshot) is { } snapshot && _time.GetUtcNow() < snapshot.ExpiresAt ? snapshot : null;

    [Benchmark]
    public JitCredentialSnapshot? ReadForOpenAsync()
    {
        var read = _engine.ReadForOpenAsync(MaxWait);
        return read.IsCompletedSuccessfully ? read.Result : null;
    }

    [Benchmark]
    public JitCredentialSnapshot ReadForOpen() => _engine.ReadForOpen(MaxWait);
}
