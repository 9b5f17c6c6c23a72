using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Signing;

/// <summary>A token by our signer against the AWS SDK's presigner: the same token, no slower, a tenth of the bytes.</summary>
internal sealed class SignerSection : IBenchmarkSection
{
    public string Id => "signer";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        var table = new MarkdownTable("Token", "Median", "Ratio", "95 % interval", "Allocated", "Ratio of bytes");
        var checks = new List<Check>();
        foreach (var group in MicroBenchmark.Run<SignerBenchmarks>(quick).GroupBy(m => m.Parameters))
        {
            var hasSessionToken = group.Key.Contains(bool.TrueString, StringComparison.Ordinal);
            var keys = hasSessionToken ? "session token" : "static keys";
            var benchmarks = new SignerBenchmarks { SessionToken = hasSessionToken };
            benchmarks.SetUp();
            var standings = await Interleaved.RunAsync(
                [
                    Contender.Of(nameof(SignerBenchmarks.AwsSdk), benchmarks.AwsSdk),
                    Contender.Of(nameof(SignerBenchmarks.JitAccess), benchmarks.JitAccess),
                ],
                quick ? 10 : 1_000, operations: 100);

            var sdk = group.Single(m => m.Method == nameof(SignerBenchmarks.AwsSdk));
            var ours = group.Single(m => m.Method == nameof(SignerBenchmarks.JitAccess));
            Add("AWS SDK", sdk, standings[0]);
            Add("JitAccess", ours, standings[1]);

            var equal = benchmarks.AreEqual();
            checks.Add(new Check(CheckKind.Structure, $"the same token for the same instant, {keys}", equal ? "equal" : "different", equal));
            checks.Add(Check.AtMost(CheckKind.Structure, $"bytes against the SDK's, {keys}", (double)ours.Bytes / sdk.Bytes, 0.1));
            checks.Add(Check.AtMost(CheckKind.Time, $"time against the SDK's, {keys}", standings[1].Ratio, 1));

            void Add(string name, Measured row, Standing standing) => table.Add(
                $"{name}, {keys}", Figures.Time(standing.Nanoseconds), standing.RatioText, standing.IntervalText,
                Figures.Bytes(row.Bytes), Figures.Ratio(row.Bytes, sdk.Bytes));
        }

        return new SectionResult(table, checks);
    }
}
