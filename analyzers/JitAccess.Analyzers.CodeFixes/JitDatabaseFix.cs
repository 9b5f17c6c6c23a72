using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Turns a registration with a password into <c>AddJitDatabase</c>; where its package is missing, says which to add.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class JitDatabaseFix : PlannedFix
{
    private const string Title = "Mint a credential for each login (AddJitDatabase)";
    private const string MissingTitle = "Say which packages mint credentials (JitAccess.Npgsql, JitAccess.Aws)";
    private static readonly string[] Types = ["Microsoft.Extensions.DependencyInjection.AwsJitDatabaseBuilderExtensions", "JitAccess.JitDatabase"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ConnectionStringPassword);

    private protected override IEnumerable<FixPlan> Propose(FixSite site)
    {
        if (site.Literal is not { } literal || JitRegistration.Of(literal, site) is not { } registration
            || PasswordRemoval.WithoutPassword(site.Source, literal, site.Span) is not { } connectionString)
            yield break;
        if (Types.All(t => site.Model.Compilation.GetTypeByMetadataName(t) is not null))
            yield return registration.Replace(Title, connectionString);
        else if (registration.Explain(MissingTitle) is { } explained)
            yield return explained;
    }
}
