using System.Reflection;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>Lists what configuration may set on an options type, and what only code may.</summary>
internal static class SettingsReader
{
    private static readonly Type[] Values = [typeof(string), typeof(bool), typeof(int), typeof(TimeSpan)];

    /// <summary>Lists the settings of a type and, by their keys, those of the objects and lists in it.</summary>
    public static IReadOnlyList<Setting> Read(Type type, string prefix = "")
    {
        var instance = Activator.CreateInstance(type)!;
        var settings = new List<Setting>();
        foreach (var property in Properties(type).Where(p => !CodeOnlyNames(type).Contains(p.Name)))
        {
            var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (property.SetMethod?.IsPublic == true && (Values.Contains(value) || value.IsEnum))
                settings.Add(new Setting(prefix + property.Name, property, property.GetValue(instance)));
            else if (ItemType(property) == typeof(string))
                settings.Add(new Setting($"{prefix}{property.Name}:{{n}}", property, Default: null));
            else if (ItemType(property) is { } item)
                settings.AddRange(Read(item, $"{prefix}{property.Name}:{{n}}:"));
            else if (property.SetMethod?.IsPublic == true)
                settings.AddRange(Read(value, $"{prefix}{property.Name}:"));
        }

        return settings;
    }

    /// <summary>Lists the properties that the binder of the type refuses in configuration.</summary>
    public static IReadOnlyList<Setting> ReadCodeOnly(Type type)
    {
        var instance = Activator.CreateInstance(type)!;
        return [.. Properties(type).Where(p => CodeOnlyNames(type).Contains(p.Name)).Select(p => new Setting(p.Name, p, p.GetValue(instance)))];
    }

    /// <summary>Returns the type of a list's items, where the property is a list.</summary>
    public static Type? ItemType(PropertyInfo property) =>
        property.PropertyType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IList<>) ? list.GetGenericArguments()[0] : null;

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.MetadataToken);

    // The binder is the truth about what configuration may not set: it throws for exactly these names.
    private static string[] CodeOnlyNames(Type type) =>
        Array.Find(type.Assembly.GetTypes(), binder => binder.Name.EndsWith("OptionsBinder", StringComparison.Ordinal) && Binds(binder, type))
            ?.GetField("CodeOnly", BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null) as string[] ?? [];

    private static bool Binds(Type binder, Type options) =>
        binder.GetMethod("Bind")?.GetParameters() is [_, { ParameterType: var bound }]
        && (bound.IsGenericParameter ? Array.TrueForAll(bound.GetGenericParameterConstraints(), c => c.IsAssignableFrom(options)) : bound.IsAssignableFrom(options));
}
