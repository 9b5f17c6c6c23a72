namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Finds the program of a real Vault or OpenBao.</summary>
internal static class VaultProgram
{
    private const string Variable = "VAULT_BIN";

    private static readonly string[] Names = ["vault", "bao"];

    /// <summary>Returns the program that the variable names, else the first on <c>PATH</c>, or <see langword="null"/> where there is none.</summary>
    public static string? TryFind() =>
        TryFind(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH") ?? "");

    public static string? TryFind(string? named, string path)
    {
        if (named is { Length: > 0 })
            return File.Exists(named) ? named : throw new FileNotFoundException($"{Variable} is '{named}', and there is no such file.", named);
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name + suffix)))
            .FirstOrDefault(File.Exists);
    }
}
