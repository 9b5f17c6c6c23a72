using JitAccess.Analyzers.CodeFixes;
using JitAccess.Analyzers.Rules;
using JitAccess.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis.Testing;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Rules;

/// <summary>JIT005 and JIT014: what a connection string holds, however code puts it together.</summary>
public class ConnectionStringTests
{
    private static readonly string Word = Secrets.Keyword;
    private static readonly string Start = $"Host=db.internal;Username=app;{Word}=";
    private static readonly string Marked = "{|JIT005:" + Secrets.Password + "|}";

    public static TheoryData<string> Positives =>
    [
        $$"""class C { const string S = "{{Start}}{{Marked}}"; }""",
        $$"""class C { const string S = @"{{Start}}{{Marked}};Timeout=3"; }""",
        $$""""class C { const string S = """{{Start}}{{Marked}}"""; }"""",
        $$"""class C { ReadOnlySpan<byte> S => "{{Start}}{{Marked}}"u8; }""",
        $$"""class C { string F(string host) => $"Host={host};Username=app;{{Word}}={{Marked}}"; }""",
        $$"""class C { string F() => "Host=db.internal;" + "Username=app;" + "{{Word}}=" + {|JIT005:"{{Secrets.Password}}"|}; }""",
        $$"""class C { string F() { var pw = {|JIT005:"{{Secrets.Password}}"|}; return $"{{Start}}{pw}"; } }""",
        $$"""class C { string F(string h) => string.Format("Host={0};Username=app;{{Word}}={1}", h, {|JIT005:"{{Secrets.Password}}"|}); }""",
        $$"""class C { const string T = "Host={0};Username=app;{{Word}}={1}"; string F(string h) => string.Format(T, h, {|JIT005:"{{Secrets.Password}}"|}); }""",
        $$"""class C { const string T = "{{Start}}"; string F() => T + {|JIT005:"{{Secrets.Password}}"|}; }""",
        $$"""class C { string F() => new StringBuilder("Host=db.internal;Username=app").Append(";{{Word}}=").Append({|JIT005:"{{Secrets.Password}}"|}).ToString(); }""",
        $$"""class C { void F(StringBuilder b) { b.Append("Host=db.internal;Username=app;"); b.Append("{{Word}}="); b.Append({|JIT005:"{{Secrets.Password}}"|}); } }""",
        $$"""class C { string F() => string.Join(";", "Host=db.internal", "Username=app", "{{Word}}={{Marked}}"); }""",
        $$"""class C { string F() => string.Concat("Host=db.internal;Username=app;", "{{Word}}=", {|JIT005:"{{Secrets.Password}}"|}); }""",
        $$"""class C { const string S = "postgres://app:{{Marked}}@db.internal:5432/orders"; }""",
        $$"""class C { const string S = "cache.internal:6379,{{Word.ToLowerInvariant()}}={{Marked}},ssl=True"; }""",
        $$"""class C { const string S = "host=db.internal user=app {{Word.ToLowerInvariant()}}={{Marked}} dbname=orders"; }""",
        $$"""class C { const string S = "Server=sql.internal;User Id=sa;Pwd='{{Marked}}';Encrypt=True"; }""",
        $$"""class C { const string S = "CREATE ROLE app LOGIN PASSWORD '{{Marked}}'"; }""",
        $$"""class C { void F(DbContextOptionsBuilder o) => o.UseNpgsql("{{Start}}{{Marked}}"); }""",
        $$"""class C { object F() => new NpgsqlConnection("{{Start}}{{Marked}}"); }""",
        $$"""class C { void F(string s = "{{Start}}{{Marked}}") { } }""",
        $$"""class C { Dictionary<string, string> F() => new() { ["ConnectionStrings:Db"] = "{{Start}}{{Marked}}" }; }""",
        $$"""class C { string F(bool b) => "{{Start}}" + (b ? {|JIT005:"{{Secrets.Password}}"|} : null); }""",
        $$"""[System.ComponentModel.Description("{{Start}}{{Marked}}")] class C { }""",
        """class C { const string S = "Host=db.internal;{|JIT014:Persist Security Info=true|};Database=orders"; }""",
    ];

    public static TheoryData<string> Negatives =>
    [
        """class C { string A = "Host=db.internal;Username=app", B = "Host=db.internal;Username=app;Password=", D = "Host=db;Passfile=/run/pw"; }""",
        """class C { string A = "Host=db;Username=app;Password=<password>", B = "Host=db;Username=app;Password={0}", D = "Host=db;Username=app;Password=${DB_PW}"; }""",
        """class C { string A = "Host=db;Username=app;Password=changeme", B = "Host=db;Username=app;Password=***", D = "Host=db;Username=app;Password=your-password-here"; }""",
        """class C { string A = "Host=db;Username=app;Password=%DB_PW%", B = "Host=db;Username=app;Password=__DbPw__", D = "Host=db;Username=app;Password=#{DbPw}#"; }""",
        """class C { string F(string pw) => $"Host=db;Username=app;Password={pw}"; string G(IConfiguration c) => "Host=db;Username=app;Password=" + c["pw"]; }""",
        """class C { string A = "Host=localhost;Username=postgres;Password=postgres", B = "Server=127.0.0.1,1433;User Id=sa;Password=Dev-only-1"; }""",
        """class C { string A = "postgres://app:app@localhost/orders", B = "postgresql://{user}:{password}@{host}/db", D = "https://user:password@host/x"; }""",
        """class C { string A = "Set Password= in the file", B = "Login failed: password={Password}", D = "SELECT 1 WHERE password = @password"; }""",
        """class C { bool F(string s) => s.Contains("Password=") || System.Text.RegularExpressions.Regex.IsMatch(s, "Password=[^;]+"); }""",
        """class C { string F(string s) => s.Replace("Password=", "Password=*****"); }""",
        """class C { string A = "ALTER ROLE app PASSWORD 'SCRAM-SHA-256$4096:x'", B = "CREATE USER app PASSWORD '{0}'"; }""",
        """class C { string A = "Host=db.internal;Persist Security Info=false"; }""",
    ];

    [Theory]
    [MemberData(nameof(Positives))]
    public Task Password_InAConnectionString_IsReported(string source) => Verifier.AnalyzeAsync<ConnectionStringAnalyzer>(source);

    [Theory]
    [MemberData(nameof(Negatives))]
    public Task NoPassword_IsNotReported(string source) => Verifier.AnalyzeAsync<ConnectionStringAnalyzer>(source);

    [Fact]
    public Task Password_InAConstantOfAnotherFile_IsReportedWhereItIsWritten() =>
        Verifier.AnalyzeAsync<ConnectionStringAnalyzer>(
            $$"""partial class C { string F() => "{{Start}}" + Pw; }""",
            test => test.TestState.Sources.Add($$"""partial class C { const string Pw = {|JIT005:"{{Secrets.Password}}"|}; }"""));

    [Theory]
    [InlineData("Server=db-server;User ID=app;Password=Pass1234")]
    [InlineData("Host=db.internal;Username=app;Password=P@ssw0rd!")]
    [InlineData("ALTER USER 'root'@'localhost' IDENTIFIED BY 'S3cr3t-Pa55word!'")]
    [InlineData("Host=db.internal;Persist Security Info=true")]
    public Task Text_ThatATestParses_IsNotReported(string text) =>
        Verifier.AnalyzeAsync<ConnectionStringAnalyzer>($$"""class C { const string S = "{{text}}"; }""", test => test.TestState.AdditionalReferences.Add(References.Xunit));

    [Fact]
    public Task Schoolbook_OutsideOfTests_IsReported() =>
        Verifier.AnalyzeAsync<ConnectionStringAnalyzer>("""class C { const string S = "Host=db.internal;Username=app;Password={|JIT005:Pass1234|}"; }""");

    [Fact]
    public async Task Message_RepeatsNoPartOfThePassword()
    {
        var diagnostic = (await AnalyzerRun.Of($$"""class C { const string S = "{{Secrets.ConnectionString}}"; }""")).ShouldHaveSingleItem();

        var everything = diagnostic.GetMessage(null) + diagnostic.Descriptor.Description + string.Concat(diagnostic.Properties.Values);
        for (var i = 0; i + 3 <= Secrets.Password.Length; i++)
            everything.ShouldNotContain(Secrets.Password.Substring(i, 3), Case.Sensitive);
    }

    [Theory]
    [InlineData("Host=db.internal;Username=app;{0}={1}", "Host=db.internal;Username=app")]
    [InlineData("Host=db.internal;{0}={1};Username=app", "Host=db.internal;Username=app")]
    [InlineData("Host=db.internal;{0} = {1} ; Username=app", "Host=db.internal; Username=app")]
    [InlineData("postgres://app:{1}@db.internal/orders", "postgres://app@db.internal/orders")]
    [InlineData("cache.internal:6379,{0}={1},ssl=True", "cache.internal:6379,ssl=True")]
    public Task Fix_TakesThePasswordOut(string text, string fixedText)
    {
        var marked = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Word, Marked);
        return Verifier.FixAsync<ConnectionStringAnalyzer, RemovePasswordFix>(
            $$"""class C { const string S = "{{marked}}"; }""", $$"""class C { const string S = "{{fixedText}}"; }""");
    }

    [Fact]
    public Task Fix_OfPersistence_TakesItOut() =>
        Verifier.FixAsync<ConnectionStringAnalyzer, RemovePasswordFix>(
            """class C { const string S = "Host=db.internal;{|JIT014:Persist Security Info=true|};Database=orders"; }""",
            """class C { const string S = "Host=db.internal;Database=orders"; }""");

    [Fact]
    public Task Fix_OfAll_TakesEachOut() =>
        Verifier.FixAsync<ConnectionStringAnalyzer, RemovePasswordFix>(
            $$"""class C { const string S = "{{Start}}{{Marked}}", T = "{{Start}}{{Marked}};Timeout=3"; string F(int p) => $"Host=db.internal;Port={p};{{Word}}={{Marked}}"; }""",
            """class C { const string S = "Host=db.internal;Username=app", T = "Host=db.internal;Username=app;Timeout=3"; string F(int p) => $"Host=db.internal;Port={p}"; }""",
            test => test.NumberOfFixAllIterations = 1);

    [Fact]
    public Task Fix_OfAPasswordInAValue_IsNotOffered()
    {
        var source = $$"""class C { string F() => "{{Start}}" + {|JIT005:"{{Secrets.Password}}"|}; }""";
        // The literal that says "password" is what is analyzed; the one that is reported stands beside it.
        return Verifier.FixAsync<ConnectionStringAnalyzer, RemovePasswordFix>(
            source, source, test => test.CodeFixTestBehaviors |= CodeFixTestBehaviors.SkipLocalDiagnosticCheck);
    }
}
