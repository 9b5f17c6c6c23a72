namespace JitAccess.Testing.Internal;

/// <summary>Finds the server's programs.</summary>
/// <param name="named">The folder that the variable names, if it does.</param>
/// <param name="path">The folders of <c>PATH</c>, in its form.</param>
/// <param name="usualFolders">Folders with one folder for each version, and the programs' own folder below that.</param>
internal sealed class PostgresBinaries(string? named, string path, IReadOnlyList<(string Parent, string Bin)> usualFolders)
{
    private const string Variable = "JITACCESS_POSTGRES_BIN";

    private static string Suffix => OperatingSystem.IsWindows() ? ".exe" : "";

    public bool AreNamedOrFound => named is { Length: > 0 } || TryFind() is not null;

    public static PostgresBinaries OfThisMachine() =>
        new(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH") ?? "", UsualFolders());

    public string Find(string? explicitDirectory) =>
        explicitDirectory is not null ? Given(explicitDirectory, "LocalPostgresOptions.BinDirectory")
        : named is { Length: > 0 } ? Given(named, $"The variable {Variable}")
        : TryFind() ?? throw new LocalPostgresException(
            "No PostgreSQL server programs (initdb, pg_ctl) were found on PATH or in the usual folders. Install them: Debian/Ubuntu " +
            "'apt-get install postgresql', Fedora 'dnf install postgresql-server', macOS 'brew install postgresql@17', Windows 'winget install " +
            $"PostgreSQL.PostgreSQL.17'; or name their folder in {Variable}; or use a container, for which RdsIamAuthenticator gives the pg_hba lines.");

    /// <summary>Returns a program that only some of our work needs, from the folder or from where its links lead.</summary>
    public static string Program(string directory, string name)
    {
        string?[] folders = [directory, RealDirectory(directory)];
        return folders.OfType<string>().Select(folder => Path.Combine(folder, name + Suffix)).FirstOrDefault(Exists)
            ?? throw new LocalPostgresException(
                $"There is no {name} beside the server's programs in '{directory}', and a standby is copied by it. Install the client programs of the " +
                "same version: Debian/Ubuntu 'apt-get install postgresql-client'.");
    }

    private string? TryFind() => Candidates().FirstOrDefault(IsComplete);

    private static string Given(string directory, string source) => IsComplete(directory)
        ? directory
        : throw new LocalPostgresException($"{source} is '{directory}', which does not hold initdb and pg_ctl. Name the bin folder of a PostgreSQL server.");

    private static bool IsComplete(string directory) =>
        Exists(Path.Combine(directory, "initdb" + Suffix)) && Exists(Path.Combine(directory, "pg_ctl" + Suffix)) &&
        Exists(Path.Combine(directory, "postgres" + Suffix));

    // A link that an uninstalled version has left behind counts as a file.
    private static bool Exists(string path) =>
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is not { Exists: false };

    private IEnumerable<string> Candidates()
    {
        foreach (var directory in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return directory;
            if (RealDirectory(directory) is { } real)
                yield return real; // links such as /usr/local/bin/initdb: the programs look for their share folder beside themselves
        }

        foreach (var (parent, bin) in usualFolders)
            foreach (var version in Versions(parent))
                yield return Path.Combine(version, bin);
    }

    private static string? RealDirectory(string directory)
    {
        var initdb = new FileInfo(Path.Combine(directory, "initdb" + Suffix));
        return initdb.Exists && initdb.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Path.GetDirectoryName(target.FullName) : null;
    }

    private static (string Parent, string Bin)[] UsualFolders() =>
        OperatingSystem.IsWindows() ? [(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "bin")]
        : OperatingSystem.IsMacOS() ?
        [
            ("/opt/homebrew/opt", "bin"), ("/usr/local/opt", "bin"), ("/Applications/Postgres.app/Contents/Versions", "bin"), ("/Library/PostgreSQL", "bin"),
        ]
        : [("/usr/lib/postgresql", "bin"), ("/usr", "bin"), ("/usr/local", "bin")];

    // The newest first; versions are compared as numbers, for 9 is older than 17.
    private static IEnumerable<string> Versions(string parent) => !Directory.Exists(parent)
        ? []
        : Directory.EnumerateDirectories(parent).OrderByDescending(static d => Number(Path.GetFileName(d)));

    private static int Number(string name)
    {
        var digits = new string([.. name.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, out var number) ? number : -1;
    }
}
