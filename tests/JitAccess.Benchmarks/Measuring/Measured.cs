namespace JitAccess.Benchmarks.Measuring;

/// <summary>One operation's cost.</summary>
/// <param name="Method">Which one.</param>
/// <param name="Parameters">Under which circumstances; empty if there is one set.</param>
/// <param name="Nanoseconds">The median of its duration.</param>
/// <param name="Bytes">What it allocates.</param>
internal sealed record Measured(string Method, string Parameters, double Nanoseconds, long Bytes);
