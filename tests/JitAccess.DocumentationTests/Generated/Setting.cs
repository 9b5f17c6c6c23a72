using System.Globalization;
using System.Reflection;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>One property of an options type, as the reference and the schema show it.</summary>
/// <param name="Key">The key below the section of the type.</param>
/// <param name="Property">The property.</param>
/// <param name="Default">The value of a new object.</param>
internal sealed record Setting(string Key, PropertyInfo Property, object? Default)
{
    /// <summary>Gets the type without <see cref="Nullable{T}"/>; of a list, that of its items.</summary>
    public Type Type => SettingsReader.ItemType(Property) ?? Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public (string Minimum, string Maximum)? Range => Limits.RangeOf(Property);

    /// <summary>Gets what the property is for: the summary without its formula, then what the value's documentation adds to the default.</summary>
    public string Meaning
    {
        get
        {
            var summary = XmlDocumentation.Summary(Property);
            foreach (var formula in (string[])["Gets or sets a value indicating whether", "Gets or sets", "Gets"])
            {
                if (!summary.StartsWith(formula, StringComparison.Ordinal))
                    continue;
                summary = (formula.EndsWith("whether", StringComparison.Ordinal) ? "Whether" : "") + summary[formula.Length..];
                break;
            }

            summary = summary.Trim();
            return $"{char.ToUpperInvariant(summary[0])}{summary[1..]} {XmlDocumentation.Value(Property)}".Trim();
        }
    }

    public string TypeName => Type switch
    {
        { IsEnum: true } => string.Join(" \\| ", Enum.GetNames(Type).Select(n => $"`{n}`")),
        _ when Type == typeof(TimeSpan) => "duration",
        _ when Type == typeof(bool) => "boolean",
        _ when Type == typeof(int) => "integer",
        _ when Type == typeof(string) => "string",
        _ => $"`{Type.Name}`",
    };

    public string DefaultText => Default switch
    {
        null or "" => "none",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan span => $"`{span.ToString("c", CultureInfo.InvariantCulture)}`",
        IFormattable value => $"`{value.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{Default}`",
    };

    public string LimitsText => Range is { } range ? $"`{range.Minimum}` to `{range.Maximum}`" : "";
}
