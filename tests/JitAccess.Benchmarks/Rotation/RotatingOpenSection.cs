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
        var count = quick ? 1 : 4;
        await using var plain = await OpeningProcesses.StartAsync(OpeningKind.Plain, count, server.Access);
        await using var control = await OpeningProcesses.StartAsync(OpeningKind.Plain, count, server.Access);
        await using var rotated = await OpeningProcesses.StartAsync(OpeningKind.Rotated, count, server.Access);
        await using var justRotated = await OpeningProcesses.StartAsync(OpeningKind.JustRotated, count, server.Access);
        var result = await PooledOpens.MeasureAsync(
            loop =>
            [
                plain.Contender("NpgsqlDataSource", loop),
                control.Contender("NpgsqlDataSource again (control)", loop),
                rotated.Contender("JitAccess", loop),
                justRotated.Contender("JitAccess, within a minute of a rotation", loop),
            ],
            quick, MaxTimeRatio);
        return result with { Checks = [.. result.Checks, Check.Exactly("users that each process had made, by one rotation", server.Vault.RolesCreated / (2 * count), 2)] };
    }
}
