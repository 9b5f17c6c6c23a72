namespace JitAccess.Benchmarks.Scale;

/// <summary>A way to make a thousand of something.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="CreateAsync">Makes the one with a number.</param>
internal sealed record Population(string Name, Func<int, Task<IAsyncDisposable>> CreateAsync);
