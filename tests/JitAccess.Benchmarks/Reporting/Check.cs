using System.Globalization;

namespace JitAccess.Benchmarks.Reporting;

/// <summary>A promise, and whether it was kept.</summary>
/// <param name="Kind">Whether a broken promise fails the run.</param>
/// <param name="Promise">What is promised, limit included.</param>
/// <param name="Measured">What was found.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record Check(CheckKind Kind, string Promise, string Measured, bool Holds)
{
    public static Check AtMost(CheckKind kind, string what, double measured, double limit, string format = "0.###") => new(
        kind,
        string.Create(CultureInfo.InvariantCulture, $"{what} ≤ {limit.ToString(format, CultureInfo.InvariantCulture)}"),
        measured.ToString(format, CultureInfo.InvariantCulture),
        measured <= limit);

    public static Check Exactly(string what, long measured, long expected) => new(
        CheckKind.Structure,
        string.Create(CultureInfo.InvariantCulture, $"{what} = {expected}"),
        measured.ToString(CultureInfo.InvariantCulture),
        measured == expected);
}
