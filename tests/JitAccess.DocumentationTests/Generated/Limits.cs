using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>Reads the limits that validation attributes enforce.</summary>
internal static class Limits
{
    // TokenLifetimeAttribute takes its limits from these constants of its package, and none of its own.
    private const string TokenLifetimeDefaults = "JitAccess.Aws.Internal.RdsIamDefaults";

    public static (string Minimum, string Maximum)? RangeOf(PropertyInfo property)
    {
        foreach (var attribute in property.GetCustomAttributesData())
        {
            switch (attribute.AttributeType.Name)
            {
                case nameof(RangeAttribute):
                case "TimeSpanRangeAttribute":
                    return (Text(attribute.ConstructorArguments[0].Value!), Text(attribute.ConstructorArguments[1].Value!));
                case "TokenLifetimeAttribute":
                    var defaults = property.DeclaringType!.Assembly.GetType(TokenLifetimeDefaults, throwOnError: true)!;
                    return (Text(defaults.GetField("MinTokenLifetime")!.GetValue(null)!), Text(defaults.GetField("MaxTokenLifetime")!.GetValue(null)!));
            }
        }

        return null;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
