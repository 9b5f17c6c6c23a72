namespace Playground;

internal sealed record PlaygroundSettings(int Port, int PagePort, string Provider, TimeSpan TokenLifetime, TimeSpan RotateEvery, TimeSpan? Duration)
{
    /// <summary>Gets the environment that the page runs in; outside of Development it has no buttons.</summary>
    public string Environment { get; } =
        System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Development";
}
