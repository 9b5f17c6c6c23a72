using System.Globalization;
using System.Text;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>Writes the tables of docs/configuration.md.</summary>
internal static class SettingsTable
{
    public static string Of(OptionsSections options)
    {
        var text = new StringBuilder("| Key | Type | Default | Limits | Meaning |\n|---|---|---|---|---|\n");
        foreach (var setting in SettingsReader.Read(options.Type))
            text.Append(CultureInfo.InvariantCulture, $"| `{setting.Key}` | {setting.TypeName} | {setting.DefaultText} | {setting.LimitsText} | {setting.Meaning} |\n");
        return text.ToString();
    }

    public static string OfCodeOnly()
    {
        var text = new StringBuilder("| Property | Meaning |\n|---|---|\n");
        foreach (var type in OptionsSections.All.Select(o => o.Type))
            foreach (var setting in SettingsReader.ReadCodeOnly(type))
                text.Append(CultureInfo.InvariantCulture, $"| `{type.Name}.{setting.Key}` | {setting.Meaning} |\n");
        return text.ToString();
    }
}
