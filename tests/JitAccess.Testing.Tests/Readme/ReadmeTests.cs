namespace JitAccess.Testing.Tests.Readme;

public sealed class ReadmeTests
{
    /// <summary>What the README shows is the text of tests that run.</summary>
    [Theory]
    [InlineData("OrdersPostgres.cs")]
    [InlineData("OrdersTests.cs")]
    public void Readme_ShowsTheCodeThatIsTested(string file)
    {
        var source = Read(file);
        var code = source[(source.IndexOf(";\n\npublic", StringComparison.Ordinal) + 3)..];

        Read("README.md").ShouldContain($"```csharp\n{code}```", Case.Sensitive);
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
