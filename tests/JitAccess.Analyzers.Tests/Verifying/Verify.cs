using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace JitAccess.Analyzers.Tests.Verifying;

/// <summary>Runs one analyzer, and one fix, by Roslyn's own test framework. <c>{|JIT001:…|}</c> marks what is to be reported.</summary>
internal static class Verify
{
    private const string Usings =
        """
        global using System; global using System.Collections.Generic; global using System.Linq; global using System.Net; global using System.Text;
        global using System.Threading.Tasks; global using Amazon.Runtime; global using Microsoft.AspNetCore.Builder; global using Microsoft.EntityFrameworkCore;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Logging;
        global using Npgsql;
        """;

    private static readonly ReferenceAssemblies None = new("net10.0");

    public static Task AnalyzeAsync<TAnalyzer>(string source, Action<CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>>? configure = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new Analysis<TAnalyzer> { TestCode = source };
        Prepare(test.TestState, source);
        configure?.Invoke(test);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    public static Task FixAsync<TAnalyzer, TFix>(string source, string fixedSource, Action<CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>>? configure = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = new Fixing<TAnalyzer, TFix> { TestCode = source, FixedCode = fixedSource };
        Prepare(test.TestState, source);
        Prepare(test.FixedState, fixedSource);
        configure?.Invoke(test);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Adds a line to the options of all sources.</summary>
    public static void Option(this SolutionState state, string line) => state.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + line + "\n"));

    /// <summary>Gives the project an <c>appsettings.json</c>, and says what a fix makes of it.</summary>
    public static void Settings<TAnalyzer, TFix>(this CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> test, (string Before, string After)? file)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        if (file is not { } settings)
            return;
        test.TestState.AdditionalFiles.Add(("/app/appsettings.json", settings.Before));
        test.FixedState.AdditionalFiles.Add(("/app/appsettings.json", settings.After));
    }

    /// <summary>Expects a fix that says something and mends nothing: the finding stays, and the fix is not offered again.</summary>
    public static void SayOnly<TAnalyzer, TFix>(this CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> test)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() =>
        (test.FixedState.MarkupHandling, test.NumberOfIncrementalIterations, test.NumberOfFixAllIterations) = (MarkupMode.Allow, 1, 1);

    private static void Prepare(SolutionState state, string source)
    {
        state.Sources.Add(("Usings.cs", Usings));
        state.ReferenceAssemblies = None;
        state.AdditionalReferences.AddRange(References.All);
        state.OutputKind = source.Contains("class ", StringComparison.Ordinal) ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication;
    }

    private static ParseOptions Parse(ParseOptions options) => ((CSharpParseOptions)options).WithLanguageVersion(LanguageVersion.CSharp14);

    private sealed class Analysis<TAnalyzer> : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        protected override ParseOptions CreateParseOptions() => Parse(base.CreateParseOptions());
    }

    private sealed class Fixing<TAnalyzer, TFix> : CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        protected override ParseOptions CreateParseOptions() => Parse(base.CreateParseOptions());
    }
}
