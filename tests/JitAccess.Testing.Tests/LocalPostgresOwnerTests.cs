using System.Diagnostics;
using System.Globalization;

namespace JitAccess.Testing.Tests;

/// <summary>A server in another process: how that process ends, and what its environment says, must not matter.</summary>
public sealed class LocalPostgresOwnerTests : IDisposable
{
    private readonly ParentFolder _parent = new();

    public void Dispose() => _parent.Dispose();

    [Fact]
    public async Task Owner_Killed_ServerAndFolderAreGone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the next start sweeps.");
        using var owner = StartOwner();
        var (folder, postmaster) = await ReadAsync(owner);
        Local.IsRunning(postmaster).ShouldBeTrue();

        owner.Kill(); // SIGKILL: nothing of ours runs in it any more

        await Local.UntilAsync(() => !Local.IsRunning(postmaster), "the guard stops the server");
        await Local.UntilAsync(() => !Directory.Exists(folder), "the guard removes the folder");
    }

    [Fact]
    public async Task Owner_WithVariablesOfAnotherPostgres_StartsAndLogsInAllTheSame()
    {
        using var owner = StartOwner(
            ("PGHOST", "192.0.2.1"), ("PGPORT", "1"), ("PGUSER", "nobody"), ("PGPASSWORD", "wrong"), ("PGDATABASE", "none"), ("PGDATA", "/nonexistent"),
            ("PGSSLMODE", "disable"), ("PGSSLROOTCERT", "/nonexistent"), ("PGSSLNEGOTIATION", "direct"), ("PGREQUIREAUTH", "none"),
            ("PGGSSENCMODE", "require"), ("PGTARGETSESSIONATTRS", "standby"), ("LC_ALL", "xx_YY"));
        var (folder, _) = await ReadAsync(owner);

        owner.StandardInput.Close();

        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);
        owner.ExitCode.ShouldBe(0);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Owner_Alive_AnotherStartLeavesItsServerRunning()
    {
        using var owner = StartOwner();
        var (folder, postmaster) = await ReadAsync(owner);

        await using (await LocalPostgres.StartAsync(new LocalPostgresOptions { ParentDirectory = _parent.Path }, TestContext.Current.CancellationToken))
            _parent.Entries.Count.ShouldBe(2);

        Local.IsRunning(postmaster).ShouldBeTrue();
        _parent.Entries.ShouldBe([folder]);
        owner.StandardInput.Close();
        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private Process StartOwner(params ReadOnlySpan<(string Name, string Value)> environment)
    {
        Local.Require();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "JitAccess.Testing.TestHost.dll"), _parent.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<(string Folder, int Postmaster)> ReadAsync(Process owner)
    {
        var folder = await owner.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var postmaster = await owner.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return (folder.ShouldNotBeNull("it did not start"), int.Parse(postmaster!, CultureInfo.InvariantCulture));
    }
}
