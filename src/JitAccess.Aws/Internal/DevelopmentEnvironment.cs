namespace JitAccess.Aws.Internal;

/// <summary>Where there is no host to ask, the variables that hosts read say whether this is a developer's machine.</summary>
internal static class DevelopmentEnvironment
{
    public static bool IsNamed => string.Equals(
        Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT"), "Development",
        StringComparison.OrdinalIgnoreCase);
}
