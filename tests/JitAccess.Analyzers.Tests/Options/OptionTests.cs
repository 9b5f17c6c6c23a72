using JitAccess.Analyzers.Options;
using JitAccess.Analyzers.Rules;
using JitAccess.Analyzers.Tests.Verifying;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Options;

/// <summary>Each option does what the index of the rules says.</summary>
public class OptionTests
{
    private static readonly string Source =
        $$"""namespace Orders { class Demo { string S = "Host=db.internal;Username=app;{{Secrets.Keyword}}={{Secrets.Password}}"; } }""";

    [Theory]
    [InlineData("jitaccess_analyzers.enabled = false")]
    [InlineData("jitaccess_analyzers.excluded_paths = **/Test0.cs")]
    [InlineData("jitaccess_analyzers.allowed_symbols = Orders.Demo")]
    [InlineData("jitaccess_analyzers.allowed_symbols = T:Orders.Demo")]
    [InlineData("jitaccess_analyzers.allowed_symbols = Orders.Demo.S")]
    [InlineData("jitaccess_analyzers.allowed_symbols = Orders")]
    [InlineData("jitaccess_analyzers.local_hosts = db.internal")]
    public Task Option_ThatAllows_SilencesTheRule(string option) =>
        Verifier.AnalyzeAsync<ConnectionStringAnalyzer>(Source, test => test.TestState.Option(option));

    [Fact]
    public Task PlaceholderWords_AreNoPasswords() =>
        Verifier.AnalyzeAsync<ConnectionStringAnalyzer>(Source, test => test.TestState.Option("jitaccess_analyzers.placeholder_words = " + Secrets.Password));

    [Fact]
    public Task LocalPasswords_AreReportedOnDemand() =>
        Verifier.AnalyzeAsync<ConnectionStringAnalyzer>(
            $$"""class C { string S = "Host=localhost;Username=app;{{Secrets.Keyword}}={|JIT005:{{Secrets.Password}}|}"; }""",
            test => test.TestState.Option("jitaccess_analyzers.report_local_passwords = true"));

    [Fact]
    public Task TestProjects_AreSkippedOnDemand() =>
        Verifier.AnalyzeAsync<ConnectionStringAnalyzer>(Source, test =>
        {
            test.TestState.AdditionalReferences.Add(References.Xunit);
            test.TestState.Option("jitaccess_analyzers.test_projects = skip");
        });

    [Theory]
    [InlineData("**/Generated/**", "/src/Orders/Generated/A.cs", true)]
    [InlineData("Generated/*.cs", "/src/Orders/Generated/A.cs", true)]
    [InlineData("Generated/*.cs", "/src/Orders/Generated/Deep/A.cs", false)]
    [InlineData("**/appsettings.*.json", "C:\\src\\appsettings.Development.json", true)]
    [InlineData("appsettings.json", "/src/myappsettings.json", false)]
    [InlineData("**/A?.cs", "/src/A1.cs", true)]
    public void Pattern_OfAPath_MatchesAsGlobsDo(string pattern, string path, bool matches) => PathPattern.Matches(pattern, path).ShouldBe(matches);
}
