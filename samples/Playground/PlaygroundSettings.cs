namespace Playground;

internal sealed record PlaygroundSettings(int Port, string Provider, TimeSpan TokenLifetime, TimeSpan RotateEvery, TimeSpan? Duration);
