using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Moves a connection string to configuration, without its password: into <c>appsettings.json</c>, where the project has one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ConfigurationFix : PlannedFix
{
    private const string MoveTitle = "Move the connection string to appsettings.json, without the password";
    private const string SayTitle = "Read the connection string from configuration, and say which key to set";
    private const string Namespace = "Microsoft.Extensions.Configuration";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ConnectionStringPassword);

    private protected override IEnumerable<FixPlan> Propose(FixSite site)
    {
        // What is a part of something larger is no connection string by itself.
        if (site.Literal is not { Parent: not (BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } or InterpolationSyntax) } literal
            || PasswordRemoval.WithoutPassword(site.Source, literal, site.Span) is not { } source || PasswordRemoval.ValueOf(source) is not { } value || value.Any(char.IsControl))
            yield break;
        var name = site.Settings?.NameFor(ConnectionName.Of(value), value) ?? ConnectionName.Of(value);
        foreach (var configuration in ReachableConfiguration.At(site))
            foreach (var plan in Plans(site, literal, configuration, name, value))
                yield return plan;
    }

    private static IEnumerable<FixPlan> Plans(FixSite site, LiteralExpressionSyntax literal, string configuration, string name, string value)
    {
        var call = $"{configuration}.GetConnectionString(\"{name}\")";
        var exception = site.NameOf("System.InvalidOperationException");
        string[] usings = site.Imports(Namespace) ? [] : [Namespace];
        // A connection string that is not set is null; where that is no argument, the program ends with the reason.
        foreach (var text in (string[])[call, $"{call} ?? throw new {exception}(\"The connection string '{name}' is not set.\")"])
        {
            var change = new TextChange(literal.Span, text);
            if (site.Settings?.Plan(name, value) is { } setting)
                yield return new FixPlan(MoveTitle, change) { Usings = usings, Setting = setting };
            else if (Explanation.Before(site, literal, $"Set ConnectionStrings:{name} to \"{value}\".") is { } comment)
                yield return new FixPlan(SayTitle, comment, change) { Usings = usings };
        }
    }
}
