using JitAccess.Analyzers.CodeFixes;
using JitAccess.Analyzers.Rules;
using JitAccess.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Fixes;

/// <summary>A connection string moves to configuration, and leaves its password behind.</summary>
public class ConfigurationFixTests
{
    private const string Moved = "Host=db.internal;Database=orders;Username=app";
    private const string Empty = "{\n}\n";

    private static readonly string Marked = Moved + ";" + Secrets.Keyword + "={|JIT005:" + Secrets.Password + "|}";

    public static TheoryData<string, string> Scopes => new()
    {
        { """class C(IConfiguration c) { object F() => new NpgsqlConnection({0}); }""", "c" },
        { """class C { private readonly IConfiguration _c = null!; object F() => new NpgsqlConnection({0}); }""", "_c" },
        { """class C { object F(IConfigurationRoot root) => new NpgsqlConnection({0}); }""", "root" },
        { """class C { object F(WebApplicationBuilder b) => new NpgsqlConnection({0}); }""", "b.Configuration" },
        { """class C { object F(WebApplication app) { IConfiguration @new = app.Configuration; return new NpgsqlConnection({0}); } }""", "@new" },
        { """class C { object F(IConfiguration c, DbContextOptionsBuilder o) => o.UseNpgsql({0}); }""", "c" },
    };

    public static TheoryData<string, string> Files => new()
    {
        { Empty, $$"""{{{"\n"}}  "ConnectionStrings": {{{"\n"}}    "orders": "{{Moved}}"{{"\n"}}  }{{"\n\n"}}}{{"\n"}}""" },
        { """{ "A": "b" }""", "{\n  \"ConnectionStrings\": {\n    \"orders\": \"" + Moved + "\"\n  }, \"A\": \"b\" }" },
        {
            """{ "ConnectionStrings:logs": "Host=db" }""",
            "{\n  \"ConnectionStrings\": {\n    \"orders\": \"" + Moved + "\"\n  }, \"ConnectionStrings:logs\": \"Host=db\" }"
        },
        {
            "{\n  // of both\n  \"ConnectionStrings\": {\n    \"logs\" : \"Host=db\", // last\n  },\n}\n",
            "{\n  // of both\n  \"ConnectionStrings\": {\n    \"orders\": \"" + Moved + "\",\n    \"logs\" : \"Host=db\", // last\n  },\n}\n"
        },
        { $$"""{ "connectionstrings": { "Orders": "{{Moved}}" } }""", $$"""{ "connectionstrings": { "Orders": "{{Moved}}" } }""" },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public Task ConnectionString_WhereConfigurationIsReachable_IsReadFromIt(string source, string configuration) =>
        FixAsync(
            source.Replace("{0}", $"\"{Marked}\"", StringComparison.Ordinal),
            source.Replace("{0}", $"{configuration}.GetConnectionString(\"orders\")", StringComparison.Ordinal), (Empty, Files.First().Data.Item2));

    [Theory]
    [MemberData(nameof(Files))]
    public Task File_OfSettings_KeepsWhatStandsInIt(string file, string fixedFile) =>
        FixAsync(
            $$"""class C(IConfiguration c) { object F() => new NpgsqlConnection("{{Marked}}"); }""",
            """class C(IConfiguration c) { object F() => new NpgsqlConnection(c.GetConnectionString("orders")); }""", (file, fixedFile));

    [Fact]
    public Task Name_ThatIsTaken_GetsANumber() =>
        FixAsync(
            $$"""class C(IConfiguration c) { object F() => new NpgsqlConnection("{{Marked}}"); }""",
            """class C(IConfiguration c) { object F() => new NpgsqlConnection(c.GetConnectionString("orders2")); }""",
            ("""{ "ConnectionStrings": { "orders": "Host=other" } }""", $$"""{ "ConnectionStrings": { "orders2": "{{Moved}}", "orders": "Host=other" } }"""));

    [Fact]
    public Task Null_ThatWouldWarn_EndsTheProgramWithTheReason() =>
        FixAsync(
            $$"""
            #nullable enable
            class C(IConfiguration c) { string F() => "{{Marked}}"; }
            """,
            """
            #nullable enable
            class C(IConfiguration c) { string F() => c.GetConnectionString("orders") ?? throw new InvalidOperationException("The connection string 'orders' is not set."); }
            """,
            (Empty, Files.First().Data.Item2));

    [Theory]
    [InlineData(null)]
    [InlineData("""{ "ConnectionStrings": { } }""")]
    [InlineData("half typed")]
    public Task Project_WithoutAFileThatHasAPlace_SaysWhichKeyToSet(string? file) =>
        FixAsync(
            $$"""
            class C(IConfiguration c)
            {
                object F() => new NpgsqlConnection("{{Marked}}");
            }
            """,
            $$"""
            class C(IConfiguration c)
            {
                // Set ConnectionStrings:orders to "{{Moved}}".
                object F() => new NpgsqlConnection(c.GetConnectionString("orders"));
            }
            """,
            file is null ? null : (file, file));

    [Fact]
    public Task All_OfTheProject_MoveIntoOneFile() =>
        FixAsync(
            $$"""class C(IConfiguration c) { object F() => new NpgsqlConnection("{{Marked}}"); object G() => new NpgsqlConnection("{{Marked.Replace("orders", "logs", StringComparison.Ordinal)}}"); }""",
            """class C(IConfiguration c) { object F() => new NpgsqlConnection(c.GetConnectionString("orders")); object G() => new NpgsqlConnection(c.GetConnectionString("logs")); }""",
            ("""{ "ConnectionStrings": { "a": "Host=a" } }""", $$"""{ "ConnectionStrings": { "logs": "{{Moved.Replace("orders", "logs", StringComparison.Ordinal)}}", "orders": "{{Moved}}", "a": "Host=a" } }"""),
            test => (test.NumberOfFixAllIterations, test.CodeActionValidationMode) = (1, CodeActionValidationMode.None));

    [Fact]
    public Task All_OfSeveralFiles_MoveIntoOneFile()
    {
        var other = Moved.Replace("orders", "logs", StringComparison.Ordinal);
        return FixAsync(
            $$"""class C(IConfiguration c) { object F() => new NpgsqlConnection("{{Marked}}"); }""",
            """class C(IConfiguration c) { object F() => new NpgsqlConnection(c.GetConnectionString("orders")); }""",
            ("""{ "ConnectionStrings": { "a": "Host=a" } }""", $$"""{ "ConnectionStrings": { "logs": "{{other}}", "orders": "{{Moved}}", "a": "Host=a" } }"""),
            test =>
            {
                test.TestState.Sources.Add($$"""class D(IConfiguration c) { object F() => new NpgsqlConnection("{{Marked.Replace("orders", "logs", StringComparison.Ordinal)}}"); }""");
                test.FixedState.Sources.Add("""class D(IConfiguration c) { object F() => new NpgsqlConnection(c.GetConnectionString("logs")); }""");
                test.NumberOfFixAllInDocumentIterations = 2;
            });
    }

    [Theory]
    [InlineData("""class C { object F() => new NpgsqlConnection("{0}"); }""")] // no configuration is in reach
    [InlineData("""class C(IConfiguration c) { const string S = "{0}"; object G() => c; }""")]
    [InlineData("""class C(IConfiguration c) { string F() => "{0}" + ";Timeout=3"; object G() => c; }""")]
    [InlineData("""class C(IConfiguration c) { string F() => "SSL Password=An0ther!1;{0}"; object G() => c; }""")] // another password would stay
    public Task ConnectionString_ThatCannotMove_IsLeft(string source)
    {
        var marked = source.Replace("{0}", Marked, StringComparison.Ordinal).Replace("An0ther!1", "{|JIT005:" + Secrets.OtherPassword + "|}", StringComparison.Ordinal);
        return FixAsync(marked, marked, (Empty, Empty));
    }

    private static Task FixAsync(
        string source, string fixedSource, (string Before, string After)? file, Action<CSharpCodeFixTest<ConnectionStringAnalyzer, ConfigurationFix, DefaultVerifier>>? configure = null) =>
        Verifier.FixAsync<ConnectionStringAnalyzer, ConfigurationFix>(source, fixedSource, test =>
        {
            test.Settings(file);
            configure?.Invoke(test);
        });
}
