namespace JitAccess.Internal;

/// <summary>Puts the possible causes of a refused login in order: what the server's answer shows, then what the provider knows.</summary>
internal static class RefusalCauses
{
    private const string WrongRole = "the user lacks the database role that its credential needs, or exists only in name";
    private const string WrongPassword = "the server holds another password for the user";

    public static IReadOnlyList<string> Order(ServerAnswer answer, JitRefusalDiagnosis? diagnosis)
    {
        var causes = new List<string>();
        if (Shown(answer) is { } shown)
            causes.Add(shown);
        if (diagnosis is not null)
            causes.AddRange(diagnosis.Causes);
        if (causes.Count == 0)
            causes.AddRange([WrongRole, WrongPassword]);
        return causes;
    }

    /// <summary>Returns what the answer names, which is more than a possibility; most answers name nothing.</summary>
    private static string? Shown(ServerAnswer answer) => answer switch
    {
        ServerAnswer.RoleMissing => "the server says that the role does not exist: create it, or log in as another user",
        ServerAnswer.RoleMayNotLogIn => "the server says that the role may not log in: ALTER ROLE … LOGIN",
        ServerAnswer.NoRuleWithoutTls =>
            "the server's rules (pg_hba.conf) refuse this user, and they saw a connection without TLS: something between here and the server ends it",
        ServerAnswer.NoRule => "the server's rules (pg_hba.conf) refuse this user, database or address",
        ServerAnswer.PasswordRefused =>
            "the server compared the credential with a password of its own instead of having it verified: the user lacks the database role that "
            + "its credential needs (RDS: GRANT rds_iam), or IAM authentication is off",
        _ => null,
    };
}
