using JitAccess.Analyzers.Corpus.Contestants;
using JitAccess.Analyzers.Corpus.Labels;
using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Corpus.Tests;

/// <summary>Who stands in the table, in its order.</summary>
internal static class Entrants
{
    public static Contestant Ours { get; } = new("JitAccess.Analyzers", AnalyzerAssembly.AnalyzersOf(typeof(RuleIds).Assembly)) { Fits = IsAbout };

    public static IReadOnlyList<Contestant> All { get; } = [Ours, .. Peers.All];

    private static bool IsAbout(Diagnostic diagnostic, SecretCategory category) => diagnostic.Id switch
    {
        RuleIds.AccessKeyIdInSource => category == SecretCategory.AccessKeyId,
        RuleIds.SecretAccessKeyInSource => category == SecretCategory.SecretAccessKey,
        RuleIds.KeyInFile => category is SecretCategory.AccessKeyId or SecretCategory.SecretAccessKey,
        RuleIds.ConnectionStringPassword or RuleIds.PasswordForJitDatabase => category == SecretCategory.ConnectionString,
        RuleIds.PasswordValue => category == SecretCategory.PasswordValue,
        RuleIds.PasswordInFile => category is SecretCategory.ConnectionString or SecretCategory.PasswordValue,
        _ => false,
    };
}
