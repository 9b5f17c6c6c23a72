using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers;

/// <summary>Rules about keys of AWS.</summary>
internal static partial class Rule
{
    public static readonly DiagnosticDescriptor AccessKeyIdInSource = Create(
        RuleIds.AccessKeyIdInSource,
        "AWS access key id in source code",
        "The id of an AWS access key ({0}…) is written here; deactivate the key in IAM and let the default credential chain find short-lived credentials",
        "Whoever can read the code learns which key to look for, and its secret is rarely far away. A key that stood in a repository counts as leaked.");

    public static readonly DiagnosticDescriptor SecretAccessKeyInSource = Create(
        RuleIds.SecretAccessKeyInSource,
        "AWS secret access key in source code",
        "{0} is written here; deactivate it in IAM and let the default credential chain find short-lived credentials",
        "Whoever can read the code can use the account, from anywhere and until somebody deletes the key. A key that stood in a repository counts as leaked.");

    public static readonly DiagnosticDescriptor LongLivedCredentials = Create(
        RuleIds.LongLivedCredentials,
        "AWS credentials that never expire",
        "'{0}' is given a key that lives until somebody deletes it; the default credential chain or IAM Identity Center give keys that expire",
        "A key from configuration is as good as one from code: copied once, it works from anywhere. Roles of instances, tasks and pods, and IAM Identity Center on laptops, need none.",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor ExampleKey = Create(
        RuleIds.ExampleKey,
        "AWS documentation key",
        "This is a key from the documentation of AWS; it opens nothing, and the code that holds it expects a real one in its place",
        "An example is no leak. Where it stands in production code, somebody will replace it by a key.",
        DiagnosticSeverity.Info);
}
