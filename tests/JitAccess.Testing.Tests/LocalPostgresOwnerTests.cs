using System.Diagnostics;

namespace JitAccess.Testing.Tests;

/// <summary>However the owner ends, neither server nor folder outlives it.</summary>
public sealed class LocalPostgresOwnerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _parent = new();

    [Fact]
    public async Task Owner_Killed_ServerEndsAndFolderGoes()
    {
        LocalProgram.RequirePostgres();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no guard; the next start sweeps");
        await using var owner = await OwnerProcess.StartAsync(_parent.Path);
        using var server = owner.GetServer();

        await owner.KillAsync();

        await EndAsync(server);
        await GoneAsync(owner.Cluster);
    }

    [Fact]
    public async Task Owner_EndsInGoodOrder_ServerEndsAndFolderIsGone()
    {
        LocalProgram.RequirePostgres();
        await using var owner = await OwnerProcess.StartAsync(_parent.Path);
        using var server = owner.GetServer();

        (await owner.EndAsync()).ShouldBe(0);

        _parent.Clusters.ShouldBeEmpty();
        await EndAsync(server); // it has let go of its files; the process itself may take a moment longer
    }

    [Fact]
    public async Task StartAsync_ClusterOfALivingOwnerBeside_LeavesItRunning()
    {
        LocalProgram.RequirePostgres();
        await using var owner = await OwnerProcess.StartAsync(_parent.Path);
        using var server = owner.GetServer();

        await using (await LocalPostgres.StartAsync(new LocalPostgresOptions { ParentDirectory = _parent.Path }, TestContext.Current.CancellationToken))
            _parent.Clusters.Count.ShouldBe(2);

        server.HasExited.ShouldBeFalse();
        _parent.Clusters.ShouldBe([owner.Cluster]);
        (await owner.EndAsync()).ShouldBe(0);
    }

    public void Dispose() => _parent.Dispose();

    private static Task EndAsync(Process server) =>
        server.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    // Another process removes it: there is nothing to await, so this looks again until it is gone or patience ends.
    private static async Task GoneAsync(string folder)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Directory.Exists(folder))
            await timer.WaitForNextTickAsync(limit.Token);
    }
}
