using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers;

/// <summary>Rules about passwords, in code and in files.</summary>
internal static partial class Rule
{
    public static readonly DiagnosticDescriptor ConnectionStringPassword = Create(
        RuleIds.ConnectionStringPassword,
        "Static password in a connection string",
        "A connection string holds a password that is written here; take it out and let JitAccess mint one for each login (AddJitDatabase)",
        "A password in code is known to everybody who can read the repository, its history or the assembly, and it works until somebody changes it everywhere.");

    public static readonly DiagnosticDescriptor PasswordValue = Create(
        RuleIds.PasswordValue,
        "Static password handed over as a value",
        "'{0}' is given a password that is written here; let JitAccess mint one for each login, or read it from a secret store",
        "A password in code is known to everybody who can read the repository, its history or the assembly, and it works until somebody changes it everywhere.");

    public static readonly DiagnosticDescriptor KeyInFile = Create(
        RuleIds.KeyInFile,
        "AWS key in a file of settings",
        "{0} is written in this file; deactivate it in IAM and let the default credential chain find short-lived credentials",
        "Files of settings are committed, copied into images and mounted by whoever runs the service.");

    public static readonly DiagnosticDescriptor PasswordInFile = Create(
        RuleIds.PasswordInFile,
        "Static password in a file of settings",
        "'{0}' holds a password that is written in this file; take it out and let JitAccess mint one for each login (AddJitDatabase)",
        "Files of settings are committed, copied into images and mounted by whoever runs the service.");

    public static readonly DiagnosticDescriptor PersistSecurityInfo = Create(
        RuleIds.PersistSecurityInfo,
        "Persist Security Info is switched on",
        "Persist Security Info keeps the password readable in the connection string of an open connection; leave it out",
        "With it, everything that can see a connection object, a log line or a profiler among them, can read the password.");
}
