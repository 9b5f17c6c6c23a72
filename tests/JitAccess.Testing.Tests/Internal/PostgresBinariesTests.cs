using JitAccess.Testing.Internal;

namespace JitAccess.Testing.Tests.Internal;

/// <summary>Where the server's programs are looked for, and in which order.</summary>
public sealed class PostgresBinariesTests : IDisposable
{
    private readonly ParentFolder _machine = new();

    [Fact]
    public void Find_Nothing_NamesEveryWayToGetOne()
    {
        var binaries = Binaries();

        var error = Should.Throw<LocalPostgresException>(() => binaries.Find(null));

        foreach (var way in (string[])["apt-get install postgresql", "dnf install", "brew install", "winget install", "JITACCESS_POSTGRES_BIN", "container"])
            error.Message.ShouldContain(way);
        binaries.AreNamedOrFound.ShouldBeFalse();
    }

    [Fact]
    public void Find_SeveralVersions_TakesTheNewestByNumber()
    {
        Install("versions/9/bin");
        Install("versions/15/bin");
        var newest = Install("versions/17/bin");
        Directory.CreateDirectory(Folder("versions/18/bin")); // clients only

        Binaries().Find(null).ShouldBe(newest);
        Binaries().AreNamedOrFound.ShouldBeTrue();
    }

    [Fact]
    public void Find_OnPath_ComesBeforeTheUsualFolders()
    {
        Install("versions/17/bin");
        var own = Install("own");

        Binaries(path: string.Join(Path.PathSeparator, Folder("none"), own)).Find(null).ShouldBe(own);
    }

    [Fact]
    public void Find_OnlyOneProgramLinkedOnPath_FollowsTheLink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        var real = Install("versions/17/bin");
        Directory.CreateDirectory(Folder("links"));
        File.CreateSymbolicLink(Folder("links/initdb"), Path.Combine(real, "initdb"));

        new PostgresBinaries(null, Folder("links"), []).Find(null).ShouldBe(real);
    }

    [Fact]
    public void Find_Named_WinsOverPathAndOptionOverBoth()
    {
        var (onPath, named, option) = (Install("path"), Install("named"), Install("option"));

        Binaries(named, onPath).Find(null).ShouldBe(named);
        Binaries(named, onPath).Find(option).ShouldBe(option);
    }

    [Fact]
    public void Find_NamedFolderWithoutPrograms_NamesTheVariableAndSearchesNoFurther()
    {
        var binaries = Binaries(named: Folder("empty"), path: Install("path"));

        Should.Throw<LocalPostgresException>(() => binaries.Find(null)).Message.ShouldContain("JITACCESS_POSTGRES_BIN");
        binaries.AreNamedOrFound.ShouldBeTrue("a mistake in the variable fails tests; it does not skip them");
    }

    public void Dispose() => _machine.Dispose();

    private PostgresBinaries Binaries(string? named = null, string path = "") => new(named, path, [(Folder("versions"), "bin")]);

    private string Folder(string path) => Path.Combine([_machine.Path, .. path.Split('/')]);

    private string Install(string path)
    {
        var folder = Directory.CreateDirectory(Folder(path)).FullName;
        foreach (var program in (string[])["initdb", "pg_ctl", "postgres"])
            File.WriteAllText(Path.Combine(folder, program + (OperatingSystem.IsWindows() ? ".exe" : "")), "");
        return folder;
    }
}
