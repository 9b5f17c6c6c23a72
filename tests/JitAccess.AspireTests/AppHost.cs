using System.Reflection;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using JitAccess.ArchitectureTests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JitAccess.AspireTests;

/// <summary>samples/aspire/apphost.cs, compiled against what is recorded of Aspire, and run: what it would tell Aspire is its model.</summary>
internal static partial class AppHost
{
    public const string Folder = "samples/aspire";

    public static readonly CSharpParseOptions ParseOptions =
        CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview).WithFeatures([new("FileBasedProgram", "true")]);

    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Aspire.Hosting;
        global using Aspire.Hosting.ApplicationModel;
        """;

    public static string Source { get; } = Repository.Read($"{Folder}/apphost.cs");

    public static IReadOnlyList<Resource> Resources { get; } = Run(Source);

    public static T Find<T>(string name)
        where T : Resource => Resources.OfType<T>().Single(r => r.Name == name);

    public static IEnumerable<string> Directives(string kind) => Directive().Matches(Source).Where(m => m.Groups["kind"].Value == kind).Select(m => m.Groups["value"].Value);

    /// <summary>Compiles and runs a program.</summary>
    /// <returns>Its model.</returns>
    public static IReadOnlyList<Resource> Run(string source)
    {
        var (compilation, image) = (Compile(source), new MemoryStream());
        compilation.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        var program = Assembly.Load(image.ToArray()).EntryPoint!;
        IReadOnlyList<Resource>? model = null;
        DistributedApplication.Record(() => program.Invoke(null, [Array.Empty<string>()]), resources => model = resources);
        return model ?? throw new InvalidOperationException("It ended without Run().");
    }

    public static CSharpCompilation Compile(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var projects = string.Join('\n', Directives("project").Select(p =>
            $"namespace Projects {{ public sealed class {Path.GetFileNameWithoutExtension(p)} : IProjectMetadata {{ public string ProjectPath => \"{p}\"; }} }}"));
        return CSharpCompilation.Create(
            "apphost",
            [CSharpSyntaxTree.ParseText(source, ParseOptions), CSharpSyntaxTree.ParseText(ImplicitUsings, ParseOptions), CSharpSyntaxTree.ParseText($"using Aspire.Hosting.ApplicationModel;\n{projects}", ParseOptions)],
            references, new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
    }

    [GeneratedRegex("^#:(?<kind>[a-z]+) (?<value>.+)$", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
