using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>Reads the limits that validation attributes enforce.</summary>
internal static class Limits
{
    private const string TokenLifetimeDefaults = "JitAccess.Aws.Internal.AwsTokenDefaults";

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
                    // The least is a constant of its package; the most depends on the server, and the attribute holds it.
                    var defaults = property.DeclaringType!.Assembly.GetType(TokenLifetimeDefaults, throwOnError: true)!;
                    var most = attribute.AttributeType.GetField("_most", BindingFlags.NonPublic | BindingFlags.Instance)!;
                    return (Text(defaults.GetField("MinTokenLifetime")!.GetValue(null)!), Text(most.GetValue(property.GetCustomAttribute(attribute.AttributeType))!));
            }
        }

        return null;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
