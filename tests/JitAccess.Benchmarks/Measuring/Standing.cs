using System.Globalization;

namespace JitAccess.Benchmarks.Measuring;

/// <summary>How a contender did against the first one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nanoseconds">The median of an operation's duration.</param>
/// <param name="Ratio">The median of the ratios of its rounds to the baseline's.</param>
/// <param name="Lowest">The low end of that median's 95 % interval.</param>
/// <param name="Highest">The high end of that median's 95 % interval.</param>
/// <param name="Bytes">What an operation allocates on the calling thread; meaningless where it changes threads.</param>
internal sealed record Standing(string Name, double Nanoseconds, double Ratio, double Lowest, double Highest, double Bytes)
{
    /// <summary>Gets the ratio as it stands in a table.</summary>
    public string RatioText => Ratio.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Gets the interval as it stands in a table.</summary>
    public string IntervalText => string.Create(CultureInfo.InvariantCulture, $"{Lowest:0.000} – {Highest:0.000}");
}
