using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JitAccess.DocumentationTests;

/// <summary>What the documentation prints can be copied.</summary>
public partial class SnippetTests
{
    private static readonly string[] Languages = ["csharp", "json", "yaml", "mermaid", "bash", "sql", "xml", "text"];

    // The kinds of pictures that are used here; GitHub draws them from the text.
    private static readonly string[] Pictures = ["flowchart LR", "sequenceDiagram", "stateDiagram-v2"];

    private static IEnumerable<CodeBlock> Blocks => MarkdownFile.All.SelectMany(f => f.CodeBlocks);

    public static TheoryData<string> CSharp => [.. Blocks.Where(b => b.Language == "csharp").Select(b => b.ToString())];

    public static TheoryData<string> Json => [.. Blocks.Where(b => b.Language == "json").Select(b => b.ToString())];

    [Theory]
    [MemberData(nameof(CSharp))]
    public void CSharp_AsPrinted_Compiles(string block) => SnippetCompiler.Compile(BlockAt(block)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Json))]
    public void Json_AsPrinted_Parses(string block) => Should.NotThrow(() => JsonDocument.Parse(BlockAt(block).Text).Dispose());

    [Fact]
    public void Yaml_AsPrinted_Parses()
    {
        foreach (var block in Blocks.Where(b => b.Language == "yaml"))
            Should.NotThrow(() => Yaml(block.Text), block.ToString());
        Should.Throw<YamlException>(() => Yaml("a: [b"));
    }

    [Fact]
    public void Pictures_AsPrinted_AreOfAKindThatIsDrawn()
    {
        foreach (var block in Blocks.Where(b => b.Language == "mermaid"))
        {
            Pictures.ShouldContain(block.Text.Split('\n')[0], block.ToString());
            block.Text.ShouldNotContain(";", Case.Sensitive, $"{block}: a semicolon ends a statement there");
            (block.Text.Count(c => c == '"') % 2).ShouldBe(0, $"{block}: a quotation mark has no partner");
            block.Text.Count(c => c == '[').ShouldBe(block.Text.Count(c => c == ']'), block.ToString());
        }
    }

    [Fact]
    public void Blocks_OfTheDocumentation_NameALanguageThatIsChecked()
    {
        foreach (var block in Blocks)
            Languages.ShouldContain(block.Language, block.ToString());
    }

    [Fact]
    public void Blocks_OfTheDocumentation_HoldNoPassword()
    {
        foreach (var block in Blocks)
            Password().IsMatch(block.Text).ShouldBeFalse($"{block} prints a password");
    }

    [Theory]
    [InlineData("Host=h;Username=u;Password=abc", true)]
    [InlineData("CREATE USER orders_app PASSWORD 'abc'", true)]
    [InlineData("\"Pwd\": \"abc\"", true)]
    [InlineData("CREATE ROLE \"{{name}}\" PASSWORD '{{password}}'", false)]
    [InlineData("db.UsePasswordProvider(x)", false)]
    [InlineData("Require Auth=Password", false)]
    public void Password_OfABlock_IsSeen(string text, bool isPassword) => Password().IsMatch(text).ShouldBe(isPassword);

    [Theory]
    [InlineData("string s = 1;", "CS0029")]
    [InlineData("string s = null;", "CS8600")]
    [InlineData("new Npgsql.NpgsqlConnection().UseNothing();", "CS1061")]
    public void Compile_OfCodeThatIsWrong_SaysSo(string code, string error) =>
        SnippetCompiler.Compile(new CodeBlock("x.md", 1, "csharp", code, "")).ShouldContain(d => d.Contains(error, StringComparison.Ordinal));

    private static void Yaml(string text)
    {
        using var reader = new StringReader(text);
        new YamlStream().Load(reader);
    }

    private static CodeBlock BlockAt(string place) => Blocks.Single(b => b.ToString() == place);

    [GeneratedRegex("""(\b(password|pwd)\b"?\s*[=:]\s*"?\w)|(\bpassword\s+'(?!\{\{)[^']+')""", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
