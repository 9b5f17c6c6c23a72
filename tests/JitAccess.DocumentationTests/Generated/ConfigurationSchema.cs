using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitAccess.Aws;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>Writes the schema by which editors complete and check appsettings.json.</summary>
internal static class ConfigurationSchema
{
    // What TimeSpan reads; the pattern is that of the schemas of .NET's own packages.
    private const string TimeSpanPattern =
        @"^-?(\d{1,7}|((\d{1,7}[\.:])?(([01]?\d|2[0-3]):[0-5]?\d|([01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d)(\.\d{1,7})?))$";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<string> Projects => OptionsSections.All.Select(o => o.Project).Distinct();

    public static string Write(string project)
    {
        var database = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        foreach (var options in OptionsSections.All.Where(o => o.Project == project))
        {
            if (options.Candidates is [])
                Fill(database, options);
            foreach (var candidate in options.Candidates)
                Fill(Child(database, candidate, $"The settings of the candidate {candidate}."), options);
        }

        var root = Nest(database, "Databases", isAnyName: true);
        if (project == typeof(AwsIdentityOptions).Assembly.GetName().Name)
            ((JsonObject)root["properties"]!)[nameof(AwsIdentityOptions.PermissionMap)] = new JsonObject
            {
                ["type"] = "string",
                ["description"] = "The permission map of all databases that name none of their own.",
            };
        var schema = Nest(root, "JitAccess", isAnyName: false);
        schema["type"] = "object";
        return schema.ToJsonString(Format) + "\n";
    }

    private static JsonObject Nest(JsonObject inner, string name, bool isAnyName) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            [name] = isAnyName
                ? new JsonObject { ["type"] = "object", ["description"] = "The databases, by the names of their connection strings.", ["additionalProperties"] = inner }
                : inner,
        },
    };

    private static void Fill(JsonObject section, OptionsSections options)
    {
        foreach (var setting in SettingsReader.Read(options.Type))
        {
            var parent = section;
            var path = setting.Key.Split(':');
            foreach (var part in path[..^1])
                parent = part == "{n}" ? Items(parent) : Child(parent, part, description: null);
            if (path[^1] != "{n}")
            {
                ((JsonObject)parent["properties"]!)[path[^1]] = Describe(setting);
                continue;
            }

            Items(parent);
            parent["items"] = Describe(setting);
        }
    }

    private static JsonObject Child(JsonObject parent, string name, string? description)
    {
        var properties = (JsonObject)parent["properties"]!;
        if (properties[name] is JsonObject known)
            return known;
        var child = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        if (description is not null)
            child["description"] = description;
        properties[name] = child;
        return child;
    }

    private static JsonObject Items(JsonObject list)
    {
        list["type"] = "array";
        list.Remove("properties");
        if (list["items"] is not JsonObject items)
            list["items"] = items = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        return items;
    }

    private static JsonObject Describe(Setting setting)
    {
        var schema = new JsonObject();
        if (setting.Type.IsEnum)
            schema["enum"] = new JsonArray([.. Enum.GetNames(setting.Type).Select(n => (JsonNode)n)]);
        else
            schema["type"] = setting.TypeName is "duration" ? "string" : setting.TypeName;
        if (setting.Type == typeof(TimeSpan))
            schema["pattern"] = TimeSpanPattern;
        if (setting.Type == typeof(int) && setting.Range is { } range)
        {
            schema["minimum"] = int.Parse(range.Minimum, CultureInfo.InvariantCulture);
            schema["maximum"] = int.Parse(range.Maximum, CultureInfo.InvariantCulture);
        }

        schema["description"] = setting.Meaning.Replace("`", "", StringComparison.Ordinal);
        return schema;
    }
}
