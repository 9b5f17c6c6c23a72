using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers;

/// <summary>The descriptors of all rules, each with the link to its page.</summary>
/// <remarks>No message takes a secret as its argument. The id of an access key is none: its first four characters may be shown.</remarks>
internal static partial class Rule
{
    private const string Category = "Security";
    private const string Pages = "https://github.com/JitAccess/JitAccess/blob/main/docs/rules/";

    /// <summary>The address of the page that explains a rule.</summary>
    public static string PageOf(string id) => Pages + id + ".md";

    private static DiagnosticDescriptor Create(
        string id, string title, string message, string description, DiagnosticSeverity severity = DiagnosticSeverity.Warning) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, description, PageOf(id));
}
