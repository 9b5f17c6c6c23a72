using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers;

/// <summary>The descriptors of all rules, each with the link to its page.</summary>
/// <remarks>No message takes a secret as its argument. The id of an access key is none: its first four characters may be shown.</remarks>
internal static partial class Rule
{
    private const string Category = "Security";

    private static DiagnosticDescriptor Create(
        string id, string title, string message, string description, DiagnosticSeverity severity = DiagnosticSeverity.Warning) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, description, RulePages.Of(id));
}
