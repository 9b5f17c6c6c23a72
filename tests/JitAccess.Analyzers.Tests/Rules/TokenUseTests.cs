using JitAccess.Analyzers.Rules;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Rules;

/// <summary>JIT009, JIT010 and JIT013: where a minted token must not go.</summary>
public class TokenUseTests
{
    // AWSSDK.RDS's class, as it is called.
    private const string Generator =
        "static class RDSAuthTokenGenerator { public static string GenerateAuthToken(string host, int port, string user) => host + port + user; } ";

    public static TheoryData<string> Positives =>
    [
        Generator + """class C { void F(NpgsqlDataSourceBuilder b) => {|JIT009:b.UsePeriodicPasswordProvider((_, _) => ValueTask.FromResult(RDSAuthTokenGenerator.GenerateAuthToken("h", 1, "u")), TimeSpan.Zero, TimeSpan.Zero)|}; }""",
        Generator + """class C { static string T() => RDSAuthTokenGenerator.GenerateAuthToken("h", 1, "u"); void F(NpgsqlDataSourceBuilder b) => {|JIT009:b.UsePeriodicPasswordProvider((_, _) => ValueTask.FromResult(T()), TimeSpan.Zero, TimeSpan.Zero)|}; }""",
        Generator + """class C { void F(NpgsqlConnectionStringBuilder b) { {|JIT010:b.Password = RDSAuthTokenGenerator.GenerateAuthToken("h", 1, "u")|}; } }""",
        Generator + """class C { string F() { var token = RDSAuthTokenGenerator.GenerateAuthToken("h", 1, "u"); return $"Host=h;Password={{|JIT010:token|}}"; } }""",
        Generator + """class C { string F() => "Host=h;Password=" + {|JIT010:RDSAuthTokenGenerator.GenerateAuthToken("h", 1, "u")|}; }""",
        """class C { void F(JitAccess.JitCredential c, NpgsqlConnectionStringBuilder b) { {|JIT010:b["Password"] = c.RevealSecret()|}; } }""",
        """class C { void F(JitAccess.JitCredential c, ILogger log) => log.LogInformation("token {Token}", {|JIT013:c.RevealSecret()|}); }""",
        """class C { void F(JitAccess.JitCredential c) => Console.WriteLine({|JIT013:c.RevealSecret()|}); }""",
        """class C { string F(JitAccess.JitCredential c) => $"token {{|JIT013:c.RevealSecret()|}}"; }""",
        """class C { void F(JitAccess.JitCredential c) { var s = c.RevealSecret(); throw new InvalidOperationException("refused: " + {|JIT013:s|}); } }""",
        """class C { void F(JitAccess.JitCredential c, System.Diagnostics.Activity a) => a.SetTag("token", {|JIT013:c.RevealSecret()|}); }""",
    ];

    public static TheoryData<string> Negatives =>
    [
        Generator + """class C { void F(NpgsqlDataSourceBuilder b) => b.UsePasswordProvider(_ => RDSAuthTokenGenerator.GenerateAuthToken("h", 1, "u"), null); }""",
        """class C { void F(NpgsqlDataSourceBuilder b, Func<string> read) => b.UsePeriodicPasswordProvider((_, _) => ValueTask.FromResult(read()), TimeSpan.Zero, TimeSpan.Zero); }""",
        """class C { void F(JitAccess.JitCredential c, ILogger log) => log.LogInformation("{Credential} {Id}", c, c.Id); }""",
        """class C { string F(JitAccess.JitCredential c) => c.RevealSecret(); }""",
        """class C { void F(NpgsqlConnectionStringBuilder b) => b.Username = "app"; }""",
    ];

    [Theory]
    [MemberData(nameof(Positives))]
    public Task Token_InAWrongPlace_IsReported(string source) => Verifier.AnalyzeAsync<TokenUseAnalyzer>(source.Replace("{{|", "{{|", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Negatives))]
    public Task Token_InItsPlace_IsNotReported(string source) => Verifier.AnalyzeAsync<TokenUseAnalyzer>(source);
}
