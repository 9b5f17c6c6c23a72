using JitAccess.Testing.Internal;

namespace JitAccess.Testing.Tests.Internal;

[Collection(Alone.Name)]
public sealed class ClusterFolderTests : IDisposable
{
    private readonly ParentFolder _parent = new();

    [Fact]
    public void Create_OnUnix_NobodyElseCanEnter()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there are no modes");
            return;
        }

        using var folder = ClusterFolder.Create(_parent.Path);

        File.GetUnixFileMode(folder.Root).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void TakeAbandoned_OwnerLives_LeavesItAlone()
    {
        using var folder = ClusterFolder.Create(_parent.Path);

        ClusterFolder.TakeAbandoned(_parent.Path).ShouldBeEmpty();
    }

    [Fact]
    public void TakeAbandoned_OwnerGone_TakesItOnce()
    {
        var path = Abandon();

        using var taken = ClusterFolder.TakeAbandoned(_parent.Path).ToList().ShouldHaveSingleItem();
        taken.Root.ShouldBe(path);
        ClusterFolder.TakeAbandoned(_parent.Path).ShouldBeEmpty("two sweeps must not meet in one folder");

        taken.Delete();
        _parent.Entries.ShouldBeEmpty();
    }

    [Fact]
    public void TakeAbandoned_FolderThatOthersCanEnter_LeavesItAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there are no modes");
            return;
        }

        var path = Abandon();
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherExecute);

        ClusterFolder.TakeAbandoned(_parent.Path).ShouldBeEmpty("a stranger may have put it there, with our process in its postmaster.pid");
    }

    [Fact]
    public void TakeAbandoned_LinkToAFolder_LeavesItAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        using var elsewhere = new ParentFolder();
        var folder = ClusterFolder.Create(elsewhere.Path);
        folder.Dispose();
        Directory.CreateSymbolicLink(Path.Combine(_parent.Path, Path.GetFileName(folder.Root)), folder.Root);

        ClusterFolder.TakeAbandoned(_parent.Path).ShouldBeEmpty();
    }

    [Fact]
    public void TakeAbandoned_HalfMade_LeavesItAlone()
    {
        var path = Abandon();
        File.WriteAllText(Path.Combine(path, "owner"), "");
        ClusterFolder.TakeAbandoned(_parent.Path).ShouldBeEmpty();

        File.Delete(Path.Combine(path, "owner"));
        ClusterFolder.TakeAbandoned(_parent.Path).ShouldBeEmpty();
    }

    [Fact]
    public void TakeAbandoned_NoParent_FindsNothing() => ClusterFolder.TakeAbandoned(Path.Combine(_parent.Path, "none")).ShouldBeEmpty();

    public void Dispose() => _parent.Dispose();

    private string Abandon()
    {
        var folder = ClusterFolder.Create(_parent.Path);
        folder.Dispose();
        return folder.Root;
    }
}
