namespace JitAccess.Benchmarks.Measuring;

/// <summary>One of several ways that are measured in turns.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="RunAsync">Does the operation as often as it is told.</param>
internal sealed record Contender(string Name, Func<int, Task> RunAsync);
