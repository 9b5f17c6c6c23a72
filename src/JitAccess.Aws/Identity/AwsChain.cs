using System.Globalization;

namespace JitAccess.Aws.Identity;

/// <summary>Writes a chain of credentials with what is left of each: "Entra JWT 58 min → STS role 43 min → RDS token 12 min".</summary>
internal static class AwsChain
{
    public static string Describe(IEnumerable<AwsChainLink> links, DateTimeOffset now) =>
        string.Join(" → ", links.Select(link => $"{link.Name} {Left(link.ExpiresAt, now)}{(link.IsRenewable ? " (renewable)" : "")}"));

    /// <summary>Returns the end of a chain: that of its shortest link.</summary>
    public static DateTimeOffset? EndOf(IEnumerable<AwsChainLink> links) => links.Min(static l => l.IsRenewable ? null : l.ExpiresAt);

    private static string Left(DateTimeOffset? end, DateTimeOffset now) => (end - now) switch
    {
        null => "without a known end",
        { Ticks: <= 0 } => "ended",
        { TotalMinutes: < 1 } left => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(left.TotalSeconds)} s"),
        { } left => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(left.TotalMinutes)} min"),
    };
}
