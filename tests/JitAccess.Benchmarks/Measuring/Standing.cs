using System.Globalization;

namespace JitAccess.Benchmarks.Measuring;

/// <summary>How a contender did against the first one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nanoseconds">The median of an operation's duration.</param>
/// <param name="Ratio">The median of the ratios of its rounds to the baseline's.</param>
/// <param name="Lowest">The low end of that median's 95 % interval.</param>
/// <param name="Highest">The high end of that median's 95 % interval.</param>
/// <param name="Bytes">The median of what an operation allocates.</param>
internal sealed record Standing(string Name, double Nanoseconds, double Ratio, double Lowest, double Highest, double Bytes)
{
    private const double HalfWidthOf95Percent = 0.98; // 1.96 / 2, times the root of the number of rounds

    /// <summary>Gets the ratio as it stands in a table.</summary>
    public string RatioText => Ratio.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Gets the interval as it stands in a table.</summary>
    public string IntervalText => string.Create(CultureInfo.InvariantCulture, $"{Lowest:0.000} – {Highest:0.000}");

    /// <summary>Compares rounds with those of the baseline.</summary>
    public static Standing Of(string name, double[] times, double[] baseline, double[] bytes)
    {
        double[] ratios = [.. times.Zip(baseline, (own, other) => own / other).Order()];
        var low = Math.Max(0, (int)Math.Floor((ratios.Length / 2.0) - (HalfWidthOf95Percent * Math.Sqrt(ratios.Length))));
        return new Standing(name, Median.Of(times), Median.Of(ratios), ratios[low], ratios[^(low + 1)], Median.Of(bytes));
    }
}
