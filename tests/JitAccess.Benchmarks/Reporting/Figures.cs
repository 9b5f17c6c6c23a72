using System.Globalization;

namespace JitAccess.Benchmarks.Reporting;

/// <summary>Writes figures with the digits that mean something.</summary>
internal static class Figures
{
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0.0} ns"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000:0.00} µs"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000:0.00} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000_000:0.00} s"),
    };

    public static string Bytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:#,0} B");

    public static string Ratio(double value, double baseline) =>
        baseline == 0 ? (value == 0 ? "1.000" : "–") : (value / baseline).ToString("0.000", CultureInfo.InvariantCulture);
}
