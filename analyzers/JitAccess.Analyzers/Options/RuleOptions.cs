using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Options;

/// <summary>What <c>.editorconfig</c> and <c>.globalconfig</c> say for one file. Read only where something was found.</summary>
internal sealed class RuleOptions
{
    public const string Prefix = "jitaccess_analyzers.";
    public const string EnabledKey = Prefix + "enabled";
    public const string ExcludedPathsKey = Prefix + "excluded_paths";
    public const string AllowedSymbolsKey = Prefix + "allowed_symbols";
    public const string AllowedHashesKey = Prefix + "allowed_hashes";
    public const string LocalHostsKey = Prefix + "local_hosts";
    public const string ReportLocalPasswordsKey = Prefix + "report_local_passwords";
    public const string PlaceholderWordsKey = Prefix + "placeholder_words";
    public const string TestProjectsKey = Prefix + "test_projects";

    private static readonly ImmutableHashSet<string> None = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);

    private RuleOptions(AnalyzerConfigOptions options)
    {
        IsEnabled = !IsText(options, EnabledKey, "false");
        ReportsLocalPasswords = IsText(options, ReportLocalPasswordsKey, "true");
        SkipsTestProjects = IsText(options, TestProjectsKey, "skip");
        ExcludedPaths = List(options, ExcludedPathsKey);
        AllowedSymbols = List(options, AllowedSymbolsKey);
        AllowedHashes = List(options, AllowedHashesKey);
        LocalHosts = List(options, LocalHostsKey);
        PlaceholderWords = List(options, PlaceholderWordsKey);
    }

    public bool IsEnabled { get; }

    public bool ReportsLocalPasswords { get; }

    public bool SkipsTestProjects { get; }

    public ImmutableHashSet<string> ExcludedPaths { get; }

    public ImmutableHashSet<string> AllowedSymbols { get; }

    public ImmutableHashSet<string> AllowedHashes { get; }

    public ImmutableHashSet<string> LocalHosts { get; }

    public ImmutableHashSet<string> PlaceholderWords { get; }

    public static RuleOptions Of(AnalyzerConfigOptions options) => new(options);

    /// <summary>Says whether the file is one that nothing is reported of.</summary>
    public bool Excludes(string path)
    {
        if (!IsEnabled)
            return true;
        foreach (var pattern in ExcludedPaths)
            if (PathPattern.Matches(pattern, path))
                return true;
        return false;
    }

    private static bool IsText(AnalyzerConfigOptions options, string key, string expected) =>
        options.TryGetValue(key, out var value) && value.Trim().Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static ImmutableHashSet<string> List(AnalyzerConfigOptions options, string key)
    {
        if (!options.TryGetValue(key, out var value) || string.IsNullOrWhiteSpace(value))
            return None;
        var entries = None.ToBuilder();
        foreach (var entry in value.Split([',', ';', '|'], StringSplitOptions.RemoveEmptyEntries))
            entries.Add(entry.Trim());
        return entries.ToImmutable();
    }
}
