using JitAccess.Analyzers.Rules;
using JitAccess.Analyzers.Tests.Verifying;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Rules;

/// <summary>JIT011 and JIT012: what JitAccess refuses at start.</summary>
public class JitDatabaseTests
{
    private const string Word = "Password";

    public static TheoryData<string> Positives =>
    [
        $$"""class C { Task F(JitAccess.IJitCredentialProvider p) => JitAccess.JitDatabase.CreateAsync(new NpgsqlDataSourceBuilder({|JIT012:"Host=h;Username=u;{{Word}}=abc"|}), p); }""",
        """class C { Task F(JitAccess.IJitCredentialProvider p) => JitAccess.JitDatabase.CreateAsync(new NpgsqlDataSourceBuilder({|JIT011:"Host=h;SSL Mode=Require"|}), p); }""",
        """class C { Task F(JitAccess.IJitCredentialProvider p) { var b = new NpgsqlDataSourceBuilder("Host=h"); {|JIT011:b.ConnectionStringBuilder.SslMode = SslMode.Prefer|}; return JitAccess.JitDatabase.CreateAsync(b, p); } }""",
        $$"""class C { Task F(JitAccess.IJitCredentialProvider p, string pw) { var b = new NpgsqlDataSourceBuilder("Host=h"); {|JIT012:b.ConnectionStringBuilder.{{Word}} = pw|}; return JitAccess.JitDatabase.CreateAsync(b, p); } }""",
        $$"""class C { void F(JitAccess.JitDatabaseOptions o) => o.ConnectionString = {|JIT012:"Host=h;Username=u;{{Word}}=abc"|}; }""",
        """class C { void F(IServiceCollection s) => s.AddJitDatabase("orders", db => db.ConfigureDataSource((_, b) => {|JIT011:b.ConnectionStringBuilder.SslMode = SslMode.Require|})); }""",
        """class C { void F(NpgsqlDataSourceBuilder b, JitAccess.JitCredentialSource s) { var c = new NpgsqlDataSourceBuilder({|JIT011:"Host=h;Ssl Mode=VerifyCA"|}); c.UseJitCredentials(s); } }""",
    ];

    public static TheoryData<string> Negatives =>
    [
        """class C { Task F(JitAccess.IJitCredentialProvider p) => JitAccess.JitDatabase.CreateAsync(new NpgsqlDataSourceBuilder("Host=h;Username=u;SSL Mode=VerifyFull"), p); }""",
        """class C { void F(JitAccess.JitDatabaseOptions o) => o.ConnectionString = "Host=h;Username=u"; }""",
        """class C { object F() => new NpgsqlDataSourceBuilder("Host=h;SSL Mode=Require"); }""",
        """class C { void F(JitAccess.JitDatabaseOptions o) { o.ConnectionString = "Host=h;SSL Mode=Require"; o.AllowUnverifiedServer("a test bench"); } }""",
        $$"""class C { void F(IServiceCollection s) { s.AddJitDatabase("orders", db => db.UseConnectionStringPassword()); s.Configure<JitAccess.JitDatabaseOptions>("orders", o => o.ConnectionString = "Host=h;Username=u;{{Word}}=abc"); } }""",
    ];

    [Theory]
    [MemberData(nameof(Positives))]
    public Task Setting_ThatIsRefusedAtStart_IsReported(string source) => Verifier.AnalyzeAsync<JitDatabaseAnalyzer>(source);

    [Theory]
    [MemberData(nameof(Negatives))]
    public Task Setting_ThatIsFine_IsNotReported(string source) => Verifier.AnalyzeAsync<JitDatabaseAnalyzer>(source);

    [Fact]
    public Task Setting_InATestProject_IsNotReported() =>
        Verifier.AnalyzeAsync<JitDatabaseAnalyzer>(
            $$"""class C { void F(JitAccess.JitDatabaseOptions o) => o.ConnectionString = "Host=h;Username=u;{{Word}}=abc"; }""",
            test => test.TestState.AdditionalReferences.Add(References.Xunit));
}
