using System.Globalization;

namespace JitAccess.IntegrationTests.Load;

/// <summary>Reads how heavy a developer wants a test to be from the environment; see docs/testing.md.</summary>
internal static class LoadSetting
{
    public static string? Text(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;

    public static double Number(string variable, double otherwise) =>
        Text(variable) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
