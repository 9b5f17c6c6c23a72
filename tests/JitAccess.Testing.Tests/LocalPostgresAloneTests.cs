using System.Diagnostics;
using System.Globalization;
using JitAccess.Testing.Internal;

namespace JitAccess.Testing.Tests;

/// <summary>The part of a server's life that depends on who keeps which file open: a start that is broken off, and a folder that was left behind.</summary>
[Collection(Alone.Name)]
public sealed class LocalPostgresAloneTests : IDisposable
{
    private readonly ParentFolder _parent = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parent.Dispose();

    [Fact]
    public async Task StartAsync_CancelledWhileTheClusterIsMade_LeavesNothing()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var programs = new ParentFolder();
        var start = StartAsync(InitializingForEver(programs.Path), cancellation.Token);
        await Local.UntilAsync(() => Directory.GetDirectories(_parent.Path, "data", SearchOption.AllDirectories).Length > 0, "initdb begins");

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => start);
        _parent.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task StartAsync_FolderOfADeadOwner_IsSwept()
    {
        var abandoned = Leave("0123456789ab", owner: "it was alive");
        var halfMade = Leave("ba9876543210", owner: "");
        var unowned = Leave("aaaaaaaaaaaa", owner: null);

        await using var first = await StartAsync();
        await using var second = await StartAsync();

        Directory.Exists(abandoned).ShouldBeFalse();
        Directory.Exists(halfMade).ShouldBeTrue("its owner is about to lock it");
        Directory.Exists(unowned).ShouldBeTrue("nobody can tell whose it is");
        await first.ExecuteAsync("SELECT 1", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task StartAsync_ProcessIdOfADeadServerInUseAgain_ItsNewOwnerIsLeftAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a sleep program");
        using var innocent = Process.Start("sleep", "600");
        try
        {
            var abandoned = Leave("0123456789ab", owner: "it was alive");
            await File.WriteAllTextAsync(Path.Combine(abandoned, "data", "postmaster.pid"), innocent.Id.ToString(CultureInfo.InvariantCulture), Cancellation);

            await using var server = await StartAsync();

            Directory.Exists(abandoned).ShouldBeFalse();
            innocent.HasExited.ShouldBeFalse();
        }
        finally
        {
            innocent.Kill();
        }
    }

    private async Task<LocalPostgres> StartAsync(LocalPostgresOptions? options = null, CancellationToken? cancellationToken = null)
    {
        Local.Require();
        options ??= new LocalPostgresOptions();
        options.ParentDirectory = _parent.Path;
        return await LocalPostgres.StartAsync(options, cancellationToken ?? Cancellation);
    }

    /// <summary>Makes an <c>initdb</c> that does not end: else a start would be over before a test that halts has broken it off.</summary>
    private static LocalPostgresOptions InitializingForEver(string folder)
    {
        Local.Require();
        if (OperatingSystem.IsWindows())
            return new LocalPostgresOptions(); // there are no scripts that can be started as programs
        var real = PostgresBinaries.OfThisMachine().Find(null);
        foreach (var program in (string[])["pg_ctl", "postgres"])
            File.CreateSymbolicLink(Path.Combine(folder, program), Path.Combine(real, program));
        var initdb = Path.Combine(folder, "initdb");
        File.WriteAllText(initdb, $"#!/bin/sh\n'{real}/initdb' \"$@\"\nexec sleep 600\n");
        File.SetUnixFileMode(initdb, File.GetUnixFileMode(folder) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return new LocalPostgresOptions { BinDirectory = folder };
    }

    private string Leave(string suffix, string? owner)
    {
        var folder = Path.Combine(_parent.Path, "jitaccess-pg-" + suffix);
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // as a real one
        if (owner is not null)
            File.WriteAllText(Path.Combine(folder, "owner"), owner);
        return folder;
    }
}
