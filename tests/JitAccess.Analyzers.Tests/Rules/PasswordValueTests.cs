using JitAccess.Analyzers.Rules;
using JitAccess.Analyzers.Tests.Verifying;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Rules;

/// <summary>JIT006: passwords handed over as values.</summary>
public class PasswordValueTests
{
    private static readonly string Marked = "{|JIT006:\"" + Secrets.Password + "\"|}";

    public static TheoryData<string> Positives =>
    [
        $$"""class C { void F(NpgsqlConnectionStringBuilder b) => b.Password = {{Marked}}; }""",
        """class C { void F(NpgsqlConnectionStringBuilder b) => b.Password = {|JIT006:"weakword"|}; }""",
        $$"""class C { void F(NpgsqlConnectionStringBuilder b) => b["Pwd"] = {{Marked}}; }""",
        $$"""class C { void F(System.Data.Common.DbConnectionStringBuilder b) => b.Add("Password", {{Marked}}); }""",
        $$"""class C { object F() => new NpgsqlConnectionStringBuilder { Host = "db.internal", Password = {{Marked}} }; }""",
        $$"""class C { object F() => new NetworkCredential("app", {{Marked}}); }""",
        $$"""class C { const string Far = {{Marked}}; object F() => new NetworkCredential("app", Far); }""",
        $$"""class C { object F() { var x = {{Marked}}; return new NetworkCredential("app", x); } }""",
        $$"""class C { object F(IConfiguration c) => new NetworkCredential("app", c["Db:Pw"] ?? {{Marked}}); }""",
        $$"""class C { void F(NpgsqlDataSourceBuilder b) => b.UsePasswordProvider(_ => {{Marked}}, (_, _) => new ValueTask<string>({{Marked}})); }""",
        $$"""class C { void F(NpgsqlDataSourceBuilder b) => b.UsePeriodicPasswordProvider((_, _) => ValueTask.FromResult({{Marked}}), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)); }""",
        $$"""class C { void F() => Environment.SetEnvironmentVariable("PGPASSWORD", {{Marked}}); }""",
        $$"""class C { object F() => new Dictionary<string, string> { ["Db:Password"] = {{Marked}} }; }""",
        $$"""class C { object F() => new Dictionary<string, string> { { "Db:Password", {{Marked}} } }; }""",
        $$"""class C { object F() => KeyValuePair.Create("DB_PASSWORD", {{Marked}}); }""",
        $$"""class C { string F(IConfiguration c) => c["Db:Password"] ?? {{Marked}}; }""",
        $$"""class C { string F(IConfiguration c) => c.GetValue("Db:Password", {{Marked}}); }""",
        $$"""class C { const string DbPassword = {{Marked}}; }""",
        $$"""class C { string Password { get; set; } = {{Marked}}; }""",
        $$"""class C { void F(string user, string password = {{Marked}}) { } }""",
        $$"""class C { string GetPassword() => {{Marked}}; }""",
        $$"""class C { void F(string host, string password) { } void G() => F("db.internal", {{Marked}}); }""",
        $$"""class C { (string User, string Password) F() => ("app", {{Marked}}); }""",
        $$"""class L : Attribute { public string Password { get; set; } } [L(Password = {{Marked}})] class C { }""",
        $$"""class L(string user, string password) : Attribute { public string Text = user + password; } [L("app", {{Marked}})] class C { }""",
        $$"""class C { object F() { var s = new System.Security.SecureString(); foreach (var c in {{Marked}}) s.AppendChar(c); return s; } }""",
    ];

    public static TheoryData<string> Negatives =>
    [
        """class C { const string Password = "Password", PasswordLabel = "Your password:", ForgotPassword = "/reset-1", InvalidPassword = "ERR_401_a", PasswordPolicy = "min-8"; }""",
        """class C { const string PasswordHash = "5f4dcc3b5aa765d61d8327deb882cf99", Pwd = "pwd", UserPassword = "USER_PASSWORD", LoginPassword = "#input-password-2"; }""",
        """class C { void F(NpgsqlConnectionStringBuilder b, IConfiguration c) { b.Password = c["Db:Password"]; b.Password = null; b.Password = ""; b.Password = Environment.GetEnvironmentVariable("DB_PW1"); } }""",
        """class C { object F() => new NpgsqlConnectionStringBuilder { Host = "localhost", Password = "devword" }; }""",
        """class C { string Password { get; set; } = "AQAAAAIAAYagAAAAEK8xyz=="; Guid pwd = Guid.Parse("6F9619FF-8B86-D011-B42D-00C04FC964FF"); }""",
        """class C { void F(Microsoft.AspNetCore.Mvc.ModelBinding.ModelStateDictionary m) => m.AddModelError("Password", "Wr0ng!"); }""",
        """class C { void F(Dictionary<string, string> texts) { texts["Password"] = "Passwort"; texts.Add("Password.Hint", "At least 8"); } }""",
        """class C { void F(ILogger log, string user) => log.LogInformation("user={User} password={Password}", user, "hidden"); }""",
        """class C { const string A = "Sales-2024!"; string renderPass = "Shadow1", compass = "N45E12"; enum Kind { Password } }""",
        """class C { const string Alphabet = "ABCDEFGHabcdefgh0123-"; static string Password() { var p = System.Security.Cryptography.RandomNumberGenerator.GetString(Alphabet, 20); return p; } }""",
        """class P { public static implicit operator P((string, string) t) => new(); } class C { P F() => ("app", "Wr0ng-kind!"); }""",
        $$"""class C { public const string DefaultPassword = "{{Secrets.ExampleSecretKey}}"; }""",
        """class C { string DbPassword = "your-password-here", SmtpPassword = "<secret>", RedisPassword = "${REDIS}", AppPassword = "changeme"; }""",
    ];

    [Theory]
    [MemberData(nameof(Positives))]
    public Task Password_HandedOver_IsReported(string source) => Verifier.AnalyzeAsync<PasswordValueAnalyzer>(source);

    [Theory]
    [MemberData(nameof(Negatives))]
    public Task NoPassword_IsNotReported(string source) => Verifier.AnalyzeAsync<PasswordValueAnalyzer>(source);

    [Fact]
    public Task Constant_UsedInManyFiles_IsOneFinding() =>
        Verifier.AnalyzeAsync<PasswordValueAnalyzer>(
            """partial class C { object F() => new NetworkCredential("a", Far); object G() => new NetworkCredential("b", Far); }""",
            test => test.TestState.Sources.Add($$"""partial class C { const string Far = {{Marked}}; }"""));

    [Fact]
    public Task Name_InATestProject_DoesNotSuffice() =>
        Verifier.AnalyzeAsync<PasswordValueAnalyzer>(
            $$"""class C { const string DbPassword = "{{Secrets.Password}}"; object F() => new NetworkCredential("a", {{Marked}}); }""".Replace(
                "DbPassword", "UserPassword", StringComparison.Ordinal),
            test => test.TestState.AdditionalReferences.Add(References.Xunit));
}
