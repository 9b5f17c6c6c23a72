using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Signing;

/// <summary>A token by our signer against the AWS SDK's presigner: the same token, no slower, a tenth of the bytes.</summary>
internal sealed class SignerSection : IBenchmarkSection
{
    public string Id => "signer";

    public Task<SectionResult> RunAsync(bool quick)
    {
        var table = new MarkdownTable("Token", "Median", "Ratio", "Allocated", "Ratio of bytes");
        var checks = new List<Check>();
        foreach (var group in MicroBenchmark.Run<SignerBenchmarks>(quick).GroupBy(m => m.Parameters))
        {
            var sdk = group.Single(m => m.Method == nameof(SignerBenchmarks.AwsSdk));
            var ours = group.Single(m => m.Method == nameof(SignerBenchmarks.JitAccess));
            var hasSessionToken = group.Key.Contains(bool.TrueString, StringComparison.Ordinal);
            var keys = hasSessionToken ? "session token" : "static keys";
            foreach (var (name, row) in (ReadOnlySpan<(string, Measured)>)[("AWS SDK", sdk), ("JitAccess", ours)])
                table.Add(
                    $"{name}, {keys}", Figures.Time(row.Nanoseconds), Figures.Ratio(row.Nanoseconds, sdk.Nanoseconds),
                    Figures.Bytes(row.Bytes), Figures.Ratio(row.Bytes, sdk.Bytes));

            var benchmarks = new SignerBenchmarks { SessionToken = hasSessionToken };
            benchmarks.SetUp();
            var equal = benchmarks.AreEqual();
            checks.Add(new Check(CheckKind.Structure, $"the same token for the same instant, {keys}", equal ? "equal" : "different", equal));
            checks.Add(Check.AtMost(CheckKind.Structure, $"bytes against the SDK's, {keys}", (double)ours.Bytes / sdk.Bytes, 0.1));
            checks.Add(Check.AtMost(CheckKind.Time, $"time against the SDK's, {keys}", ours.Nanoseconds / sdk.Nanoseconds, 1));
        }

        return Task.FromResult(new SectionResult(table, checks));
    }
}
