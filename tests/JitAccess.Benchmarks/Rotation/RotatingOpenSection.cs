using JitAccess.Benchmarks.Opening;
using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Rotation;

/// <summary>A connection from a warm pool whose user has changed: that must cost an open nothing either.</summary>
internal sealed class RotatingOpenSection : IBenchmarkSection
{
    private const double MaxTimeRatio = 1.05;

    public string Id => "rotating-pooled-open";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        await using var server = await UsersServer.StartAsync();
        var result = await PooledOpens.MeasureAsync(server, quick, MaxTimeRatio);
        return result with { Checks = [.. result.Checks, Check.Exactly("users made, by one rotation before the measurement", server.Vault.RolesCreated, 2)] };
    }
}
