namespace JitAccess.Analyzers.Files;

/// <summary>Knows files of settings by their names, and how each is read.</summary>
internal static class SettingsFile
{
    /// <summary>In characters. What is larger is data, and no person keeps settings in it.</summary>
    public const int Largest = 1024 * 1024;

    public static bool IsKnown(string path)
    {
        var name = NameOf(path);
        return (EndsIn(name, ".json") && (Begins(name, "appsettings") || Begins(name, "launchSettings"))) || EndsIn(name, ".config") || Begins(name, ".env") || EndsIn(name, ".env");
    }

    public static string NameOf(string path) => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);

    public static List<Setting> Read(string path, string text)
    {
        var name = NameOf(path);
        if (EndsIn(name, ".json") || EndsIn(name, ".jsonc") || EndsIn(name, ".json5"))
            return new JsonSettings(text).Read();
        return EndsIn(name, ".config") || EndsIn(name, ".xml") ? new XmlSettings(text).Read() : LineSettings.Read(text);
    }

    private static bool Begins(string name, string start) => name.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    private static bool EndsIn(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
