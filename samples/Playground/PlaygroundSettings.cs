namespace Playground;

internal sealed record PlaygroundSettings(int Port, TimeSpan TokenLifetime, TimeSpan? Duration);
