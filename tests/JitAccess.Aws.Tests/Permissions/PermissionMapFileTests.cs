using JitAccess.Aws.Permissions;

namespace JitAccess.Aws.Tests.Permissions;

/// <summary>A map counts only where nobody but its owner could have changed it.</summary>
public sealed class PermissionMapFileTests : IDisposable
{
    private readonly MapFile _map = new();

    public void Dispose() => _map.Dispose();

    [Fact]
    public void File_AsItWasReviewed_IsReadWithItsHash() => PermissionMapFile.Read(_map.Path).Hash.ShouldBe(_map.Hash);

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void File_ThatOthersCanWrite_IsRefused(UnixFileMode more)
    {
        SkipOnWindows();
        _map.AddMode(more);

        ShouldBeRefused("it or its folder can be written to by others");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void File_InAFolderThatOthersCanWrite_IsRefused(UnixFileMode more)
    {
        SkipOnWindows();
        MapFile.SetMode(_map.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | more);

        ShouldBeRefused("it or its folder can be written to by others");
    }

    [Fact]
    public void File_ThatIsALink_IsRefused()
    {
        SkipOnWindows();
        var target = Path.Combine(_map.Folder, "target.json");
        File.Move(_map.Path, target);
        File.CreateSymbolicLink(_map.Path, target);

        ShouldBeRefused("it or its folder is a link. Name the file itself");
    }

    [Fact]
    public void Folder_ThatIsALink_IsRefused()
    {
        SkipOnWindows();
        var link = Path.Combine(_map.Folder, "link");
        Directory.CreateSymbolicLink(link, _map.Folder);

        Refusal(Path.Combine(link, Path.GetFileName(_map.Path))).ShouldContain("is a link");
    }

    [Fact]
    public async Task File_OfAnotherUser_IsRefused()
    {
        await ForeignFile.GiveAwayAsync(_map.Path);

        ShouldBeRefused("it or its folder belongs to another user");
    }

    [Fact]
    public void File_ThatIsNotThere_IsRefused()
    {
        File.Delete(_map.Path);

        ShouldBeRefused("is not there; deploy it, or correct JitAccess:PermissionMap. Nobody logs in without it");
    }

    [Fact]
    public void Folder_ThatIsNotThere_IsRefused() => Refusal(Path.Combine(_map.Folder, "no", "map.json")).ShouldContain("is not there");

    [Fact]
    public void Folder_InPlaceOfTheFile_IsRefused() => Refusal(Directory.CreateDirectory(Path.Combine(_map.Folder, "folder")).FullName).ShouldContain("can't be read");

    [Fact]
    public void File_ThatIsTooLarge_IsRefused()
    {
        _map.Write(MapFile.Valid + new string(' ', 256 * 1024));

        ShouldBeRefused("bytes, and 262144 are read at most; see whether it is the right file");
    }

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "files have access lists there");

    private void ShouldBeRefused(string expected)
    {
        var error = Refusal(_map.Path);
        error.ShouldContain(_map.Path);
        error.ShouldContain(expected);
    }

    private static string Refusal(string path) => Should.Throw<JitConfigurationException>(() => PermissionMapFile.Read(path)).Message;
}
