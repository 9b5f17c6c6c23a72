namespace JitAccess.Benchmarks.Measuring;

/// <summary>One of several ways that are measured in turns.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="MeasureAsync">Does the operation as often as it is told, and measures that.</param>
internal sealed record Contender(string Name, Func<int, Task<Turn>> MeasureAsync)
{
    /// <param name="name">What it is called in the table.</param>
    /// <param name="runAsync">Does the operation as often as it is told.</param>
    public Contender(string name, Func<int, Task> runAsync)
        : this(name, times => Turn.MeasureAsync(runAsync, times))
    {
    }

    /// <summary>Gets what sets the stage before each turn; it is not measured.</summary>
    public Func<Task> PrepareAsync { get; init; } = static () => Task.CompletedTask;

    /// <summary>Makes a contender of a synchronous operation.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="operation">Does the operation once; its result is what keeps the compiler from leaving it out.</param>
    public static Contender Of<T>(string name, Func<T> operation) => new(name, times =>
    {
        for (var i = 0; i < times; i++)
            GC.KeepAlive(operation());
        return Task.CompletedTask;
    });
}
