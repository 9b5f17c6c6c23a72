namespace JitAccess.Benchmarks.Scale;

/// <summary>What a population costs while nobody uses it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Managed memory that one of it keeps.</param>
/// <param name="CpuPercent">Processor time of the whole process while idle, in percent of one core.</param>
internal sealed record Footprint(string Name, double Bytes, double CpuPercent);
