using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Files;
using JitAccess.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Tests.Rules;

/// <summary>Code and files that nobody writes by hand, or has not finished yet: the compiler neither falls nor waits.</summary>
public class HostileInputTests
{
    public static TheoryData<string> Incomplete =>
    [
        """class C { string S = "Host=db.internal;Username=app;Password=""",
        """class C { object F() => new Amazon.Runtime.BasicAWSCredentials("a", }""",
        """class C { void F(NpgsqlConnectionStringBuilder b) { b.Password = ; b["Password"] = ; b[ """,
        """class C { string F() => string.Format("Password={0" """,
        """class C { string F() => string.Format("Host=h;Password={99}", ); string G() => $"Password={"; }""",
        """class C { string Password => x switch { 1 => , _ => Password }; [Login(Password = )] void M(string password = ) { } }""",
        """class C { void F() => new System.Text.StringBuilder().Append("Password=").Append(""",
        """partial class C { const string Password = C.Password; string P = Password ?? P; }""",
    ];

    [Theory]
    [MemberData(nameof(Incomplete))]
    public async Task Code_ThatIsIncomplete_IsReadAsFarAsItGoes(string source) =>
        // The run itself fails where an analyzer throws.
        (await AnalyzerRun.Of(source)).Select(d => d.Id).ShouldBeSubsetOf(["JIT005", "JIT006"]);

    [Fact]
    public async Task Text_OfThousandsOfLines_IsPutTogetherWithoutTheStack()
    {
        var lines = string.Join(" + ", Enumerable.Repeat("\"line;\"", 3000));
        var found = await AnalyzerRun.Of($$"""class C { string S = "Host=db.internal;" + {{lines}} + "{{Secrets.Keyword}}={{Secrets.Password}}"; }""");

        found.ShouldHaveSingleItem().Id.ShouldBe("JIT005");
    }

    [Fact]
    public async Task Method_ThatReturnsItselfFromEachArm_IsFollowedAFewTimes()
    {
        var arms = string.Join(", ", Enumerable.Range(0, 200).Select(n => $"{n} => GetPassword({n + 1})"));
        var source = $$"""class C { string GetPassword(int n) => n switch { {{arms}}, _ => "{{Secrets.Password}}" }; void F() { var password = GetPassword(1); } }""";

        (await AnalyzerRun.Of(source)).ShouldAllBe(d => d.Id == "JIT006");
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Json_ThatIsDeeperThanAnyConfiguration_IsLeft(char bracket)
    {
        var text = bracket == '[' ? new string('[', 200_000) : string.Concat(Enumerable.Repeat("{\"a\":", 200_000));

        new JsonSettings(text).Read().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ \"a\": \"\\")]
    [InlineData("{ \"a\": \"\\u12")]
    [InlineData("{ \"a\" /* ")]
    [InlineData("{ \"a\": / }")]
    [InlineData("]{}\0\uFFFF")]
    [InlineData("<")]
    [InlineData("<a b='")]
    [InlineData("<a b <c></d></e></f>")]
    [InlineData("<![CDATA[")]
    [InlineData("</></>text")]
    [InlineData("\"")]
    [InlineData("export \nset \n- \n'\n[\n=\n:\n\"=\"\n")]
    public async Task File_ThatIsMalformed_IsReadAsFarAsItGoes(string text)
    {
        foreach (var path in (string[])["appsettings.json", "web.config", ".env"])
            (await AnalyzerRun.Of("class C { }", new TextFile(path, text))).ShouldBeEmpty();
    }

    [Fact]
    public async Task File_ThatIsTooLarge_IsLeft()
    {
        var secret = $"DB_{Secrets.Keyword.ToUpperInvariant()}={Secrets.Password}\n";
        var comment = new string('#', SettingsFile.Largest) + "\n";

        (await AnalyzerRun.Of("class C { }", new TextFile(".env", secret))).ShouldHaveSingleItem();
        (await AnalyzerRun.Of("class C { }", new TextFile(".env", secret + comment))).ShouldBeEmpty();
    }

    [Fact]
    public void Text_OfManyPasswords_IsReadToABound() =>
        ConnectionText.FindPasswords(string.Concat(Enumerable.Repeat("Password=x;", 10_000))).Count.ShouldBe(100);

    [Theory]
    [InlineData("ACCA")]
    [InlineData("AKIA")]
    public void KeyId_AmongPrefixesOfOthers_IsFound(string prefix)
    {
        var id = prefix + Secrets.KeyId[4..];

        AccessKeyId.TryFind("AKIA ACCA " + id + " AKIA", 0, out var found).ShouldBeTrue();
        found.ShouldBe(new TextSpan(10, id.Length));
        // The prefixes share a letter here.
        AccessKeyId.TryFind("ACCAKIA" + Secrets.KeyId[4..], 0, out found).ShouldBeTrue();
        found.Start.ShouldBe(0);
    }

    private sealed class TextFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
