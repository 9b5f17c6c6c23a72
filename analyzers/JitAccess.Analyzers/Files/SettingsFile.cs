namespace JitAccess.Analyzers.Files;

/// <summary>Knows files of settings by their names, and how each is read.</summary>
internal static class SettingsFile
{
    private const int LargestFile = 1024 * 1024;

    public static bool IsKnown(string path)
    {
        var name = NameOf(path);
        return (EndsIn(name, ".json") && (Begins(name, "appsettings") || Begins(name, "launchSettings"))) || EndsIn(name, ".config") || Begins(name, ".env") || EndsIn(name, ".env");
    }

    public static List<Setting> Read(string path, string text)
    {
        var name = NameOf(path);
        if (text.Length > LargestFile)
            return [];
        if (EndsIn(name, ".json") || EndsIn(name, ".jsonc") || EndsIn(name, ".json5"))
            return new JsonSettings(text).Read();
        return EndsIn(name, ".config") || EndsIn(name, ".xml") ? new XmlSettings(text).Read() : LineSettings.Read(text);
    }

    private static string NameOf(string path) => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);

    private static bool Begins(string name, string start) => name.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    private static bool EndsIn(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
