using JitAccess.Analyzers.Corpus.Contestants;

namespace JitAccess.Analyzers.Corpus.Tests;

/// <summary>What others offer, with the rules of theirs that are about secrets.</summary>
internal static class Peers
{
    public static Contestant Sonar { get; } = new("SonarAnalyzer.CSharp", AnalyzerAssembly.AnalyzersIn(FolderOf("sonar")))
    {
        // Hard-coded credentials and hard-coded secrets. S2115 wants a password in every connection string, so it is left out.
        Rules = ["S2068", "S6418"],
    };

    public static Contestant SecurityCodeScan { get; } = new("SecurityCodeScan", AnalyzerAssembly.AnalyzersIn(FolderOf("securitycodescan")))
    {
        Rules = ["SCS0015"],
    };

    public static Contestant Sdk { get; } = new(".NET SDK", AnalyzerAssembly.AnalyzersIn(FolderOf("sdk")))
    {
        // Hard-coded encryption keys and certificates: what the SDK has on secrets; off by default.
        Rules = ["CA5390", "CA5403"],
    };

    public static IReadOnlyList<Contestant> All { get; } = [Sonar, SecurityCodeScan, Sdk, NaiveAnalyzer.Contestant];

    private static string FolderOf(string name) => Path.Combine(AppContext.BaseDirectory, "contestants", name);
}
